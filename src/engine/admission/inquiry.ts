/** This many times as many attempts let through as were refused: nothing limits them. */
const chanceRatio = 2;
/** Answers after which something is concluded, in multiples of the refusals that it takes. */
const maxAnswers = 4;
/** How much longer than a refusal an attempt has to be under way to count as let through: refusals are quick. */
const letThroughAfter = 3;
/** The least of that time, ms. */
const minLetThroughMs = 100;

/** What a refusal was: that of a `limit`, which holds for all attempts; or of one request alone. */
export type Verdict = "limit" | "chance";

export interface Refusal {
	/** When its attempt began; monotonic, ms. */
	readonly startedAt: number;
	/** When it came; monotonic, ms. */
	readonly at: number;
	/** When the upstream wants to be asked again; monotonic, ms. */
	readonly untilMs: number;
}

/**
 * An attempt was refused, and it is not known yet what that means. What becomes of those that began no earlier tells:
 * under a limit they are refused too. Until then few begin, so that a limit costs only few refusals.
 */
export class Inquiry {
	/** When the attempt began whose refusal it is about; monotonic, ms. */
	readonly startedAt: number;
	readonly #beganAt: number;
	readonly #needed: number;
	readonly #patienceMs: number;
	#untilMs: number;
	#refused = 1;
	#accepted = 0;
	/** Attempts under way that began since then. */
	#probes = 0;
	#probedAt = Number.NEGATIVE_INFINITY;

	/** @param needed refusals that it takes to call it a limit */
	constructor({ startedAt, at, untilMs }: Refusal, needed: number) {
		this.startedAt = startedAt;
		this.#beganAt = at;
		this.#untilMs = untilMs;
		this.#needed = needed;
		this.#patienceMs = Math.max(minLetThroughMs, letThroughAfter * (at - startedAt));
	}

	/** The latest time that a refusal has named; monotonic, ms. */
	get untilMs(): number {
		return this.#untilMs;
	}

	/** When the next attempt may begin: one more for each that was let through. Monotonic, ms. */
	get readyAt(): number {
		return this.#probes <= this.#accepted ? Number.NEGATIVE_INFINITY : this.#probedAt + this.#patienceMs;
	}

	/** An attempt begins. */
	probed(now: number): void {
		this.#probes++;
		this.#probedAt = now;
	}

	/** An attempt has ended, somehow. */
	ended(startedAt: number): void {
		if (startedAt >= this.#beganAt) this.#probes = Math.max(0, this.#probes - 1);
	}

	accepted(startedAt: number): Verdict | undefined {
		if (startedAt >= this.startedAt) this.#accepted++;
		return this.#verdict;
	}

	refused({ startedAt, untilMs }: Refusal): Verdict | undefined {
		if (startedAt >= this.startedAt) this.#refused++;
		this.#untilMs = Math.max(this.#untilMs, untilMs);
		return this.#verdict;
	}

	get #verdict(): Verdict | undefined {
		const [refused, accepted] = [this.#refused, this.#accepted];
		if (accepted >= chanceRatio * refused) return "chance";
		if (refused >= this.#needed && refused > accepted) return "limit";
		return refused + accepted >= maxAnswers * this.#needed ? "limit" : undefined;
	}
}

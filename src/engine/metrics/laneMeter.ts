import type { LaneTime } from "../model/laneTime.ts";

/** One look at the lanes. */
export interface LanesSeen {
	/** How many there may be. */
	readonly lanes: number;
	/** What all attempts have taken so far, with those under way; ms. */
	readonly workedMs: number;
	/** Lanes that wait for a permit of the rate limit. */
	readonly waitingForRateLimit: number;
	/** Items that wait for an upstream. */
	readonly parked: number;
	/** Items that wait for their next attempt. */
	readonly waiting: number;
}

const names = ["working", "rateLimit", "upstream", "retries", "idle"] as const;
type Sums = { -readonly [Name in keyof LaneTime]: number };
const nothing: LaneTime = { working: 0, rateLimit: 0, upstream: 0, retries: 0, idle: 0 };

/** After this time, ms, what happened counts for a third. */
const memoryMs = 10_000;

/**
 * Tells where a run's time goes: whether more lanes would help, or all of them only wait for the same thing. Samples
 * the lanes ten times a second, so that it costs nothing per item; only the time at work is added up exactly, as very
 * short attempts would fall between two samples.
 */
export class LaneMeter {
	readonly #look: () => LanesSeen;
	readonly #recent: Sums = { ...nothing };
	readonly #whole: Sums = { ...nothing };
	#at: number | undefined;
	#workedMs = 0;

	constructor(look: () => LanesSeen) {
		this.#look = look;
	}

	/** @param now monotonic, ms */
	update(now: number): void {
		const seen = this.#look();
		const workedMs = seen.workedMs - this.#workedMs;
		const stepMs = this.#at === undefined ? 0 : now - this.#at;
		this.#workedMs = seen.workedMs;
		this.#at = now;
		const allMs = seen.lanes * stepMs;
		const working = Math.min(allMs, Math.max(0, workedMs));
		const rateLimit = Math.min(allMs - working, seen.waitingForRateLimit * stepMs);
		const rest = allMs - working - rateLimit;
		const why = seen.parked > 0 ? "upstream" : seen.waiting > 0 ? "retries" : "idle";
		const step = { ...nothing, working, rateLimit, [why]: rest };
		const keep = Math.exp(-stepMs / memoryMs);
		for (const name of names) {
			this.#recent[name] = this.#recent[name] * keep + step[name];
			this.#whole[name] += step[name];
		}
	}

	/** The run was not running: what went by since the last look does not count. */
	skip(): void {
		this.#at = undefined;
	}

	/** Of the last seconds; undefined before anything was seen. */
	get recent(): LaneTime | undefined {
		return sharesOf(this.#recent);
	}

	/** Since the run was started or resumed. */
	get whole(): LaneTime | undefined {
		return sharesOf(this.#whole);
	}
}

function sharesOf(sums: LaneTime): LaneTime | undefined {
	const allMs = names.reduce((sum, name) => sum + sums[name], 0);
	if (allMs === 0) return undefined;
	const { working, rateLimit, upstream, retries, idle } = sums;
	return {
		working: working / allMs,
		rateLimit: rateLimit / allMs,
		upstream: upstream / allMs,
		retries: retries / allMs,
		idle: idle / allMs,
	};
}

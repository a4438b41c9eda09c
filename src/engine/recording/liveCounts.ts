import type { Counts } from "../model/counts.ts";
import type { FailedOutcome, Outcome } from "../model/outcome.ts";

/** A run's counts, as they stand and as they are on disk. */
export class LiveCounts {
	/** What the run started or resumed with. */
	readonly atStart: Counts;
	/** Changed in place: allocating an object per item would dominate the cost of recording it. */
	readonly #current: { -readonly [K in keyof Counts]: Counts[K] };
	#committed: Counts;

	constructor(counts: Counts) {
		this.atStart = counts;
		this.#committed = counts;
		this.#current = { ...counts };
	}

	/** Including what is not on disk yet. */
	get current(): Counts {
		return { ...this.#current };
	}

	/** What is on disk. */
	get committed(): Counts {
		return this.#committed;
	}

	add(outcome: Outcome | FailedOutcome, retries: number): void {
		this.#current[outcome]++;
		this.#current.retries += retries;
	}

	/** The store has moved items from one outcome to another, or to the retry queue. */
	change(change: (counts: Counts) => Counts): void {
		Object.assign(this.#current, change(this.#current));
		this.#committed = change(this.#committed);
	}

	/** These are on disk now. */
	commit(counts: Counts): void {
		this.#committed = counts;
	}
}

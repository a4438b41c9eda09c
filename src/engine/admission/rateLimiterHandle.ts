import type { TurnLine } from "./turnLine.ts";

/** A run's turns by a rate limit, which other runs may go by, too. */
export class Turns {
	readonly #line: TurnLine;
	#isOver = false;

	constructor(line: TurnLine) {
		this.#line = line;
	}

	/**
	 * @param askedAt when the lane asked first; monotonic, ms
	 * @returns undefined where the turn is taken; else it resolves when it is time to ask again
	 */
	take(askedAt: number): Promise<void> | undefined {
		const isTaken = this.#isOver || this.#line.take(askedAt);
		const wait = isTaken ? undefined : this.#line.wait(this);
		this.#line.passOn();
		return wait;
	}

	/** How many lanes of this run wait for theirs. */
	get waiting(): number {
		return this.#line.waiting(this);
	}

	/** Resolves when a turn is taken. */
	async taken(): Promise<void> {
		const askedAt = this.#line.clock.monotonic();
		for (let wait = this.take(askedAt); wait; wait = this.take(askedAt)) await wait;
	}

	/** Lets so many of those that wait go on without a turn, with somebody who has taken one. */
	letAlong(count: number): void {
		this.#line.letGo(this, count);
	}

	/** See {@link TurnLine.passOn}. */
	passOn(): void {
		this.#line.passOn();
	}

	/** Lets every lane of this run go; from now on none of them has to wait. */
	end(): void {
		this.#isOver = true;
		this.#line.letGo(this, Number.POSITIVE_INFINITY);
	}
}

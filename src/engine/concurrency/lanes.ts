/** How a lane ended: it has left, or another one has taken its place already, see {@link Lanes.replaceOne}. */
export type LaneExit = "left" | "replaced";

/**
 * As many lanes as items may be worked on at once, each of which pulls items until there are none. More begin when the
 * limit rises; when it falls, those too many leave between two items. So a lane costs its item nothing, and nobody waits.
 */
export class Lanes {
	#limit: number;
	#lane: (() => Promise<LaneExit>) | undefined;
	/** Lanes that have begun in this round, but for those that went as they were too many. */
	#staying = 0;
	/** Lanes that have not come to their end. */
	#running = 0;
	#onEnded: (() => void) | undefined;
	#onError: ((error: unknown) => void) | undefined;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get limit(): number {
		return this.#limit;
	}

	set limit(limit: number) {
		this.#limit = limit;
		if (this.#running > 0) this.#fill();
	}

	/**
	 * Resolves when there was nothing left to do for any lane.
	 * @param lane asks {@link mayLeave} between two items, and ends where it says so
	 */
	run(lane: () => Promise<LaneExit>): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#lane = lane;
			this.#staying = 0;
			this.#onEnded = resolve;
			this.#onError = reject;
			this.#fill();
		});
	}

	/** @returns whether the lane that asks is one too many */
	mayLeave(): boolean {
		if (this.#staying <= this.#limit) return false;
		this.#staying--;
		return true;
	}

	/** A lane hangs in an operation that does not end: another takes its place, and nobody waits for it any more. */
	replaceOne(): void {
		this.#running--;
		this.#begin();
	}

	#fill(): void {
		while (this.#staying < this.#limit) {
			this.#staying++;
			this.#begin();
		}
	}

	#begin(): void {
		this.#running++;
		this.#lane?.().then(
			(end) => {
				if (end === "left" && --this.#running === 0) this.#onEnded?.();
			},
			(error: unknown) => this.#onError?.(error),
		);
	}
}

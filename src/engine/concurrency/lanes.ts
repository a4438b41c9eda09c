/** How a lane ended: it left, or another one has already taken its place, see {@link Lanes.replaceOne}. */
export type LaneExit = "left" | "replaced";

/**
 * One lane for each item that may be worked on at once; each pulls items until there are none. When the limit rises,
 * more lanes start; when it falls, surplus lanes leave between two items. So the limit costs nothing per item, and
 * nobody waits for a slot.
 */
export class Lanes {
	#limit: number;
	#lane: (() => Promise<LaneExit>) | undefined;
	/** Lanes started in this round, less those that left as surplus. */
	#staying = 0;
	/** Lanes that have not ended. */
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
	 * Resolves when no lane has anything left to do.
	 * @param lane asks {@link mayLeave} between two items, and ends if that returns true
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

	/** A lane hangs in an operation that does not end: another takes its place, and nobody waits for it any longer. */
	replaceOne(): void {
		this.#running--;
		this.#startOne();
	}

	#fill(): void {
		while (this.#staying < this.#limit) {
			this.#staying++;
			this.#startOne();
		}
	}

	#startOne(): void {
		this.#running++;
		this.#lane?.().then(
			(end) => {
				if (end === "left" && --this.#running === 0) this.#onEnded?.();
			},
			(error: unknown) => this.#onError?.(error),
		);
	}
}

/** How a lane ended: it has left, or another one had taken its place already, see {@link Lanes.replaceOne}. */
export type LaneEnd = "left" | "replaced";

/**
 * As many lanes as a run is wide, each of which pulls items until there are none. More begin when it widens; when it
 * narrows, those too many go between two items. So a lane costs its item nothing, and nobody waits.
 */
export class Lanes {
	readonly #lane: () => Promise<LaneEnd>;
	#width: number;
	/** Lanes that have begun in this round, but for those that went as they were too many. */
	#staying = 0;
	/** Lanes that have not come to their end. */
	#running = 0;
	#onEnded: (() => void) | undefined;
	#onError: ((error: unknown) => void) | undefined;

	/** @param lane asks {@link leave} between two items, and ends where it says so */
	constructor(width: number, lane: () => Promise<LaneEnd>) {
		this.#width = width;
		this.#lane = lane;
	}

	get width(): number {
		return this.#width;
	}

	set width(width: number) {
		this.#width = width;
		if (this.#running > 0) this.#fill();
	}

	/** Resolves when there was nothing left to do for any lane. */
	run(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#staying = 0;
			this.#onEnded = resolve;
			this.#onError = reject;
			this.#fill();
		});
	}

	/** @returns whether the lane that asks is one too many */
	leave(): boolean {
		if (this.#staying <= this.#width) return false;
		this.#staying--;
		return true;
	}

	/** A lane hangs in an operation that does not end: another takes its place, and nobody waits for it any more. */
	replaceOne(): void {
		this.#running--;
		this.#begin();
	}

	#fill(): void {
		while (this.#staying < this.#width) {
			this.#staying++;
			this.#begin();
		}
	}

	#begin(): void {
		this.#running++;
		this.#lane().then(
			(end) => {
				if (end === "left" && --this.#running === 0) this.#onEnded?.();
			},
			(error: unknown) => this.#onError?.(error),
		);
	}
}

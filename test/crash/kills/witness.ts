/** What a run's items have done in the outside world. */
export interface Effects {
	/** How often the work of each item began. */
	readonly began: ReadonlyMap<number, number>;
	/** Items whose work ended. */
	readonly ended: ReadonlySet<number>;
}

/** The world that items affect. It outlives the process that is killed, and knows by itself what was done to it. */
export interface Witness extends AsyncDisposable {
	readonly moments: Moments;
	/** Resolves when all that the process had done before it died is known. */
	settled(): Promise<void>;
	effects(): Effects;
	/** Throws where a run that is over has left something half done. */
	assertTidy?(): void;
}

/** Something happened in the world: the process is killed at one of these moments. */
export class Moments {
	#left = 0;
	#callback: (() => void) | undefined;

	/** Calls back at the `count`th moment from now on. */
	after(count: number, callback: () => void): void {
		this.#left = count;
		this.#callback = callback;
	}

	/** Drops the callback: the process that was to be killed has ended. */
	stop(): void {
		this.#callback = undefined;
	}

	passed(): void {
		if (!this.#callback || --this.#left > 0) return;
		const callback = this.#callback;
		this.#callback = undefined;
		callback();
	}
}

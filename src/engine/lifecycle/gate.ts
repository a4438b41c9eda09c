/**
 * Longest time that lanes may run without letting timers, signals and clicks through, ms. A yield in one lane is not
 * enough, as the others go on: 64 lanes over fast items blocked the event loop for 139 ms; parking all of them every
 * 5 ms left gaps of 5.4 ms.
 */
const openMs = 5;

/** What every lane passes before it takes an item: parks all of them at once, for a breath or for as long as it is held. */
export class Gate {
	readonly #holders = new Set<string>();
	/** Undefined right after an opening, until the first lane comes by with the time. */
	#openedAt: number | undefined;
	#parked: Promise<void> | undefined;
	#letGo: (() => void) | undefined;

	/**
	 * @param now monotonic time, ms
	 * @returns undefined while the gate is open, so that passing costs no promise
	 */
	pass(now: number): Promise<void> | undefined {
		if (this.#parked) return this.#parked;
		this.#openedAt ??= now;
		if (this.#holders.size === 0 && now - this.#openedAt < openMs) return undefined;
		this.#parked = new Promise((resolve) => {
			this.#letGo = resolve;
		});
		if (this.#holders.size === 0) this.#openSoon();
		return this.#parked;
	}

	/** Closes the gate until `holder` releases it. */
	hold(holder: string): void {
		this.#holders.add(holder);
	}

	/** It stays closed for longer than a breath. */
	get isHeld(): boolean {
		return this.#holders.size > 0;
	}

	isHeldBy(holder: string): boolean {
		return this.#holders.has(holder);
	}

	release(holder: string): void {
		if (this.#holders.delete(holder) && this.#holders.size === 0 && this.#parked) this.#openSoon();
	}

	/** `setImmediate`, unlike a promise or a timer of 0 ms, comes after everything that waited in the event loop. */
	#openSoon(): void {
		setImmediate(() => {
			if (this.#holders.size > 0) return;
			this.#openedAt = undefined;
			this.#parked = undefined;
			this.#letGo?.();
		});
	}
}

/**
 * Longest time that lanes may run without letting timers, signals and clicks through, ms. A yield in one lane is not
 * enough, as the others go on: 64 lanes over fast items blocked the event loop for 139 ms; parking all of them every
 * 5 ms left gaps of 5.4 ms.
 */
const openMs = 5;

/** What may keep the gate closed: the user (or an alert for them), a full disk, or a backlog of unsaved outcomes. */
export type GateHolder = "user" | "full disk" | "backlog";

/**
 * What every lane passes before it takes an item. It parks all of them at once: for one turn of the event loop, or for
 * as long as it is held.
 */
export class Gate {
	readonly #holders = new Set<GateHolder>();
	/** Undefined right after an opening, until the first lane comes by with the time. */
	#openedAt: number | undefined;
	#parked: Promise<void> | undefined;
	#wakeAll: (() => void) | undefined;

	/**
	 * @param now monotonic time, ms
	 * @returns undefined while the gate is open, so that passing costs no promise
	 */
	pass(now: number): Promise<void> | undefined {
		if (this.#parked) return this.#parked;
		this.#openedAt ??= now;
		if (this.#holders.size === 0 && now - this.#openedAt < openMs) return undefined;
		this.#parked = new Promise((resolve) => {
			this.#wakeAll = resolve;
		});
		if (this.#holders.size === 0) this.#openSoon();
		return this.#parked;
	}

	/** Closes the gate until `holder` releases it. */
	hold(holder: GateHolder): void {
		this.#holders.add(holder);
	}

	/** Whether anything keeps it closed. */
	get isHeld(): boolean {
		return this.#holders.size > 0;
	}

	isHeldBy(holder: GateHolder): boolean {
		return this.#holders.has(holder);
	}

	release(holder: GateHolder): void {
		if (this.#holders.delete(holder) && this.#holders.size === 0 && this.#parked) this.#openSoon();
	}

	/** `setImmediate`, unlike a promise or a timer of 0 ms, comes after everything that waited in the event loop. */
	#openSoon(): void {
		setImmediate(() => {
			if (this.#holders.size > 0) return;
			this.#openedAt = undefined;
			this.#parked = undefined;
			this.#wakeAll?.();
		});
	}
}

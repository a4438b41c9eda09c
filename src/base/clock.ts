import type { Disposable } from "./disposable.ts";

/** Time as the engine sees it, so that tests can bring their own. */
export interface Clock {
	/** Wall clock, ms since the epoch. May jump; only for showing and for dates on the wire. */
	now(): number;
	/** Ms since some fixed moment; never goes back. For everything that is measured. */
	monotonic(): number;
	/** Calls back once after `delayMs`, unless disposed before. */
	timer(delayMs: number, callback: () => void): Disposable;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	timer(delayMs, callback) {
		const handle = setTimeout(callback, delayMs);
		return { dispose: () => clearTimeout(handle) };
	},
};

import type { Disposable } from "./disposable.ts";

/** The engine's only source of time, so that tests can bring their own. */
export interface Clock {
	/** Wall clock, ms since the epoch. May jump: use it only for display and for dates on the wire. */
	now(): number;
	/** Ms since some fixed moment; never goes back. Use it for everything that is measured. */
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

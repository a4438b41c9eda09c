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

/** Waits `delayMs`; rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal.aborted) {
			reject(signal.reason);
			return;
		}
		const onAbort = () => {
			timer.dispose();
			reject(signal.reason);
		};
		const timer = clock.timer(delayMs, () => {
			signal.removeEventListener("abort", onAbort);
			resolve();
		});
		signal.addEventListener("abort", onAbort, { once: true });
	});
}

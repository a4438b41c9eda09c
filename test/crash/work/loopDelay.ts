import { readFileSync } from "node:fs";

const everyMs = 1;

/**
 * How late a timer of 1 ms fires on this thread, again and again: what `monitorEventLoopDelay` measures, but without
 * the time in which other processes had the processors, where the system reports it.
 */
export class LoopDelay {
	readonly #delaysMs: number[] = [];
	#lastAt = 0;
	#lastWaitedMs = 0;
	#timer: NodeJS.Timeout | undefined;

	start(): void {
		this.#lastAt = performance.now();
		this.#lastWaitedMs = waitedMs();
		this.#timer = setTimeout(() => this.#measure(), everyMs);
	}

	stop(): void {
		clearTimeout(this.#timer);
	}

	/** @param share from 0 to 1 */
	percentile(share: number): number {
		const sorted = this.#delaysMs.toSorted((a, b) => a - b);
		return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
	}

	#measure(): void {
		const lateMs = performance.now() - this.#lastAt - everyMs;
		this.#delaysMs.push(Math.max(0, lateMs - (waitedMs() - this.#lastWaitedMs)));
		this.start();
	}
}

/** Time that this thread could have run and did not, as all processors were busy, ms. 0 where it is not reported. */
function waitedMs(): number {
	try {
		return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[1]) / 1e6;
	} catch {
		// Only Linux has it.
		return 0;
	}
}

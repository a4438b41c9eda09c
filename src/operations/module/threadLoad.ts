import type { EventLoopUtilization } from "node:perf_hooks";
import type { Piscina } from "piscina";

/** A thread that computes for more than this share of the time cannot do much more. */
const fullShare = 0.8;

/** Whether threads are busy computing, as opposed to waiting for servers or disks. */
export class ThreadLoad {
	readonly #threads: Piscina;
	readonly #before = new Map<number, EventLoopUtilization>();

	constructor(threads: Piscina) {
		this.#threads = threads;
	}

	/** Whether all have been busy since the last call; a new thread does not count as busy. */
	isFull(): boolean {
		let isFull = this.#threads.threads.length > 0;
		for (const { threadId, performance } of this.#threads.threads) {
			const before = this.#before.get(threadId);
			const now = performance.eventLoopUtilization();
			this.#before.set(threadId, now);
			if (!before || performance.eventLoopUtilization(now, before).utilization < fullShare) isFull = false;
		}
		return isFull;
	}
}

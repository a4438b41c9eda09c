import { totalmem } from "node:os";

/**
 * Share of the available memory that this process takes with all its threads, 0 to 1. In a container, what its limit
 * allows is available: the system kills a process that takes more, however much the machine has.
 */
export function memoryShare(): number {
	// 0 or more than the machine has: no limit.
	const limit = process.constrainedMemory();
	const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
	return process.memoryUsage.rss() / bytes;
}

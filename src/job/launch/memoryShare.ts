import { totalmem } from "node:os";

/**
 * Share of the memory that there is which this process takes with all its threads, 0 to 1. In a container "there is"
 * what its limit allows: there the system ends who takes more, however much the machine has.
 */
export function memoryShare(): number {
	// 0 or more than the machine has: no limit.
	const limit = process.constrainedMemory();
	const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
	return process.memoryUsage.rss() / bytes;
}

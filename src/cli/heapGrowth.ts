import { setFlagsFromString } from "node:v8";

/** Of each of the two halves that new objects live in, MB. What V8 has grown them to here when a run begins. */
const semiSpaceMb = 4;

/** How far the old objects may grow, past what was alive at the last full collection, before the next one, %. */
const oldGrowthPercent = 100;

/**
 * Keeps memory the same for a thousand items and for millions. A run never holds on to more than a few thousand items,
 * yet V8 gives any long run more room by and by:
 *
 * - New objects: up to 2 × 64 MB, doubled each time that as much has outlived a collection as there is room, however
 *   slowly that came about. At the end of 1,000,000 items that was 310 MB where it is 210 now, in the same time.
 * - Old objects: up to four times what was alive. Items that wait for a lane outlive two collections of new objects, so
 *   the run's thread swung between 10 and 52 MB. With twice, 1,000,000 items take 180 MB where they took 210, in the
 *   same time; with 1.3 times, 167 MB and a tenth more time.
 */
export function keepHeapSmall(): void {
	setFlagsFromString("--semi-space-growth-factor=1");
	// Threads that start from now on do not grow either, so that they begin with what they need.
	setFlagsFromString(`--min-semi-space-size=${semiSpaceMb}`);
	setFlagsFromString(`--heap-growing-percent=${oldGrowthPercent}`);
}

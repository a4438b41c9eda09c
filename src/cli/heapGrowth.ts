import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/**
 * Of each of the two halves that new objects live in, MB. With 1, which V8 begins with, a run of fast items spends a
 * quarter more time, most of it on collections; with 16 hardly less than with 4.
 */
const semiSpaceMb = 4;

/** How far the old objects may grow, past what was alive at the last full collection, before the next one, %. */
const oldGrowthPercent = 100;

/**
 * Keeps memory the same for a thousand items and for millions. A run never holds on to more than a few thousand items,
 * yet V8 gives any long run more room by and by:
 *
 * - New objects: up to 2 × 64 MB, doubled each time that as much has outlived a collection as there is room, however
 *   slowly that came about. After 1,000,000 items that was 100 MB more, in the same time.
 * - Old objects: up to four times what was alive. Items that wait for a lane outlive two collections of new objects, so
 *   the run's thread swung between 10 and 52 MB. With twice, that was 30 MB less in the same time; with 1.3 times, 40 MB
 *   less and a tenth more time.
 */
export function keepHeapSmall(): void {
	// Threads that start from now on begin with what they need.
	setFlagsFromString(`--min-semi-space-size=${semiSpaceMb}`);
	setFlagsFromString(`--heap-growing-percent=${oldGrowthPercent}`);
	if (stopGrowing()) return;
	const observer = new PerformanceObserver(() => {
		if (stopGrowing()) observer.disconnect();
	});
	observer.observe({ entryTypes: ["gc"] });
}

/** @returns whether this thread has the room for new objects that it needs; if so, none gets more */
function stopGrowing(): boolean {
	const newSpace = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
	if (newSpace && newSpace.space_size < 2 * semiSpaceMb * 2 ** 20) return false;
	setFlagsFromString("--semi-space-growth-factor=1");
	return true;
}

/** How often it is looked whether anything is under way, ms. */
const lookEveryMs = 5;
/** So many looks in a row have to find nothing: work that goes from one resource to the next has none in between. */
const quietLooks = 3;

/**
 * Resolves when nothing is under way in this thread (no timer, no request, no file being read), or at the limit: a
 * module may well keep a connection open for good.
 */
export async function untilQuiet(limitMs: number): Promise<void> {
	const endsAt = performance.now() + limitMs;
	for (let quiet = 0; quiet < quietLooks && performance.now() < endsAt; ) {
		// Keeps nothing alive, and so is not found itself.
		await new Promise((resolve) => setTimeout(resolve, lookEveryMs).unref());
		quiet = isBusy() ? 0 : quiet + 1;
	}
}

/** The thread's own ports to the host are always open. */
function isBusy(): boolean {
	return process.getActiveResourcesInfo().some((kind) => kind !== "MessagePort");
}

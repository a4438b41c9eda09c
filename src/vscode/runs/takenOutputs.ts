import type { Launched } from "../../job/launch/launched.ts";

/**
 * The same run, with its outputs taken before anybody sees it.
 * @throws OverwriteError, UsageError where they cannot be; the run is discarded then
 */
export async function taken(launched: Launched): Promise<Launched> {
	try {
		await launched.takeOutputs();
		return launched;
	} catch (error) {
		// Ends with the same error.
		await launched.finish().catch(() => undefined);
		throw error;
	}
}

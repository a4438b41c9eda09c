import { setTimeout as sleep } from "node:timers/promises";

/** Longer than anything that is waited for takes, even on a busy machine. */
const limitMs = 30_000;
const pollMs = 100;

/**
 * Repeats an assertion until it holds. Only for what has no event to wait for: a view or a page is a few frames behind
 * its run and gives no sign when it catches up, and the end of a process that is not our child is not reported.
 *
 * @throws what the assertion threw last
 */
export async function eventually(holds: () => Promise<void> | void): Promise<void> {
	const end = performance.now() + limitMs;
	for (;;) {
		try {
			return await holds();
		} catch (error) {
			if (performance.now() > end) throw error;
		}
		await sleep(pollMs);
	}
}

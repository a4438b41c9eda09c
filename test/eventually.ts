import { setTimeout as sleep } from "node:timers/promises";

/** Longer than anything takes that it is for, also on a busy machine. */
const limitMs = 30_000;
const pollMs = 100;

/**
 * Repeats an assertion until it holds, where there is no event to be awaited: a view or a page follows a run by a few
 * frames, and gives no sign when it has caught up; a process that is nobody's child ends without a word.
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

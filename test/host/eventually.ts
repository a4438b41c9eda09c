import { setTimeout as sleep } from "node:timers/promises";

/** Longer than a window takes to show what it knows, also on a busy machine. */
const limitMs = 30_000;
const pollMs = 100;

/**
 * Repeats an assertion about what a window shows until it holds: a view or a page follows a run by a few frames, and
 * gives no sign when it has caught up.
 *
 * @throws what the assertion threw last
 */
export async function eventually(holds: () => Promise<void>): Promise<void> {
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

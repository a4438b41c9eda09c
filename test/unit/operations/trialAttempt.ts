import { LiveAttempt } from "../../../src/engine/attempts/liveAttempt.ts";
import { WorkItem } from "../../../src/engine/items/workItem.ts";
import type { ItemOrigin } from "../../../src/engine/model/itemOrigin.ts";

export const trialOrigin: ItemOrigin = { runId: "origin-1", identity: "indexAndKey" };

/** An attempt as the engine would make it, at an item with that key. */
export function attemptAt(key: string, number = 1, index = 0): LiveAttempt {
	const work = new WorkItem({ index, key, value: key, location: undefined, problem: undefined });
	work.attempts = number;
	return new LiveAttempt(work, 0, trialOrigin, 0);
}

import { LiveAttempt } from "../../../src/engine/attempts/liveAttempt.ts";
import { WorkItem } from "../../../src/engine/items/workItem.ts";

/** An attempt as the engine would make it, at an item with that key. */
export function attemptAt(key: string, number = 1): LiveAttempt {
	const work = new WorkItem({ index: 0, key, value: key, location: undefined, problem: undefined });
	work.attempts = number;
	return new LiveAttempt(work, 0, "origin-1", 0);
}

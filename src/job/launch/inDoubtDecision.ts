import { defaultPolicies } from "../../engine/model/policies.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { isResumable } from "../../engine/model/runState.ts";
import type { InDoubtDecision, InDoubtItem } from "../../store/database/inDoubt.ts";
import { RunReader } from "../../store/runReader.ts";
import type { RunStore } from "../../store/runStore.ts";
import type { Job } from "../file/job.ts";
import type { ResumeOptions } from "./launchOptions.ts";
import { UndecidedError } from "./undecidedError.ts";

/** @throws UndecidedError where it is left to the user, who has not decided yet */
export function decisionOn(store: RunStore, job: Job, { inDoubt }: ResumeOptions): InDoubtDecision {
	const policy = job.definition.interrupted ?? defaultPolicies.interrupted;
	if (inDoubt) return inDoubt;
	if (policy !== "ask") return policy;
	if (store.inDoubt.length > 0) throw new UndecidedError({ kind: "inDoubt", items: store.inDoubt });
	return "later";
}

/**
 * Call it before the run is opened, which cuts off the lines of what did not succeed.
 * @throws UndecidedError where all that is left of the run was to be decided later: that has come
 */
export function assertNotLeftForLater(folder: string, { inDoubt, retry, markDone }: ResumeOptions): void {
	if (inDoubt || retry || markDone) return;
	const reader = new RunReader(folder);
	try {
		const { state, counts, queued } = reader.status();
		if (counts.interrupted === 0 || isResumable(state) || queued > 0) return;
		const items = reader.failures({ outcome: "interrupted" }, { limit: counts.interrupted });
		throw new UndecidedError({ kind: "inDoubt", items: items.map(asInDoubt) });
	} finally {
		reader.dispose();
	}
}

function asInDoubt({ item, history, attempts, failure }: FailedItem): InDoubtItem {
	return { item, history, attempts: Math.max(0, attempts - 1), startedAt: startOf(failure.detail) };
}

/** When the attempt began, as the store has put it down for people; the epoch where it has not. */
function startOf(detail = ""): number {
	const startedAt = Date.parse(/ began at (\S+)\.$/.exec(detail)?.[1] ?? "");
	return Number.isNaN(startedAt) ? 0 : startedAt;
}

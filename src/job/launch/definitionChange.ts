import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../../base/usageError.ts";
import type { Job } from "../file/job.ts";

/** What gives items their identity: with another one, outcomes would be paired with items that they are not of. */
const identityKeys = ["items", "key"];

/**
 * Which keys of the job are not what they were when the run began.
 * @throws UsageError when among them is one that items have their identity from
 */
export function definitionChange(saved: Job, now: Job, runId: string): readonly string[] {
	const [before, after] = [asRecord(saved), asRecord(now)];
	const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => key !== "$schema");
	const changed = keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));
	const identity = changed.filter((key) => identityKeys.includes(key));
	if (identity.length === 0) return changed;
	const { file, document } = now;
	throw new UsageError(
		identity.map((key) => ({
			message: `"${key}" is not what it was when run ${runId} began, so its outcomes may be of other items.`,
			suggestion: `Start over (--fresh), or go on with the job as it was (--resume ${runId}).`,
			...(file === undefined ? {} : { file, ...document.locationOfKey([key]) }),
		})),
	);
}

function asRecord({ document }: Job): Readonly<Record<string, unknown>> {
	return document.value as Readonly<Record<string, unknown>>;
}

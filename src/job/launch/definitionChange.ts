import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../../base/usageError.ts";
import type { Job } from "../file/job.ts";

/** What gives items their identity: if it changes, outcomes would be paired with the wrong items. */
const identityKeys = ["items", "key"];

/**
 * The keys of the job that have changed since the run started.
 * @param options with `hasOwnItems` the run's items are in its folder, whatever the job says of them now
 * @throws UsageError when one of them gives items their identity
 */
export function definitionChange(
	saved: Job,
	now: Job,
	{ runId, hasOwnItems }: { readonly runId: string; readonly hasOwnItems: boolean },
): readonly string[] {
	const [before, after] = [asRecord(saved), asRecord(now)];
	const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => key !== "$schema");
	const changed = keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));
	if (hasOwnItems) return changed.filter((key) => !identityKeys.includes(key));
	const identity = changed.filter((key) => identityKeys.includes(key));
	if (identity.length === 0) return changed;
	const { file, document } = now;
	throw new UsageError(
		identity.map((key) => ({
			message: `"${key}" has changed since run ${runId} started, so its outcomes may belong to other items.`,
			suggestion: `Start over (--fresh), or resume with the job as it was (--resume ${runId}).`,
			...(file === undefined ? {} : { file, ...document.locationOfKey([key]) }),
		})),
	);
}

function asRecord({ document }: Job): Readonly<Record<string, unknown>> {
	return document.value as Readonly<Record<string, unknown>>;
}

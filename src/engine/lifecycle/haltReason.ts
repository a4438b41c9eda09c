import { formatCount } from "../../base/format.ts";
import { type Counts, settledCount, since } from "../model/counts.ts";
import type { HaltPolicy } from "../model/policies.ts";

/**
 * Why the run must not go on; undefined if it may.
 * @param atStart counts when the run was last started or resumed: what was before does not halt it again
 * @param hasMore whether there are items without an outcome
 */
export function haltReason(
	policy: HaltPolicy,
	{ atStart, current }: { readonly atStart: Counts; readonly current: Counts },
	hasMore: boolean,
): string | undefined {
	const lately = since(atStart, current);
	return (
		(hasMore ? successesReason(policy, lately) : undefined) ??
		countReason(policy, "failed", lately) ??
		countReason(policy, "rejected", lately) ??
		(hasMore ? firstFailuresReason(policy, lately, current) : undefined)
	);
}

function successesReason({ successes }: HaltPolicy, { succeeded }: Counts): string | undefined {
	if (successes === undefined || succeeded < successes) return undefined;
	return `${formatCount(succeeded)} items succeeded, and the job halts at ${formatCount(successes)} (halt.successes).`;
}

/** The thresholds for one outcome, as a job names them. */
const names = {
	failed: { count: "failures", rate: "failureRate", verb: "failed" },
	rejected: { count: "rejected", rate: "rejectedRate", verb: "were rejected" },
} as const;

function countReason(policy: HaltPolicy, outcome: keyof typeof names, counts: Counts): string | undefined {
	const { count, rate, verb } = names[outcome];
	const [most, mostShare] = [policy[count], policy[rate]];
	const items = counts[outcome];
	if (most !== undefined && items >= most)
		return `${formatCount(items)} items ${verb}, and the job halts at ${formatCount(most)} (halt.${count}).`;
	const settled = settledCount(counts);
	if (mostShare === undefined || settled < policy.minItems || items / settled < mostShare) return undefined;
	const of = `${formatCount(items)} of ${formatCount(settled)} items ${verb} (${percent(items / settled)})`;
	return `${of}, and the job halts at ${percent(mostShare)} (halt.${rate}).`;
}

/** What goes wrong from the first item on is a mistake in the job, not in the items. */
function firstFailuresReason({ firstFailures }: HaltPolicy, lately: Counts, counts: Counts): string | undefined {
	const notDone = lately.failed + lately.rejected;
	if (firstFailures === 0 || notDone < firstFailures || counts.succeeded + counts.skipped > 0) return undefined;
	const all = lately.rejected === 0 ? "failed" : lately.failed === 0 ? "were rejected" : "failed or were rejected";
	return `All of the first ${formatCount(notDone)} items ${all} (halt.firstFailures). Mend the job, or go on in spite of it.`;
}

function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}

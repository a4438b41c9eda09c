import { type Counts, settledCount } from "../model/counts.ts";
import type { HaltPolicy } from "../model/policies.ts";

/**
 * Why the run must not go on; undefined if it may.
 * @param counts since the run was last started or resumed: else a halted run would halt again at once
 */
export function haltReason(policy: HaltPolicy, counts: Counts): string | undefined {
	const { failed } = counts;
	if (policy.failures !== undefined && failed >= policy.failures) {
		return `${failed} items failed, and the job halts at ${policy.failures} (halt.failures).`;
	}
	const settled = settledCount(counts);
	if (policy.failureRate !== undefined && settled >= policy.minItems && failed / settled >= policy.failureRate) {
		const percent = (share: number) => `${Math.round(share * 100)} %`;
		return `${failed} of ${settled} items failed (${percent(failed / settled)}), and the job halts at ${percent(policy.failureRate)} (halt.failureRate).`;
	}
	return undefined;
}

import { type FailedOutcome, failedOutcomes } from "../../../engine/model/outcome.ts";
import type { FailedItem, FailureSelection } from "../../../engine/model/ports.ts";
import type { RetryInfo } from "../runFiles.ts";

/** Which items of a run are tried again. */
export type RetryChoice = Pick<RetryInfo, "category" | "skipped" | "selected">;

const retried: readonly FailedOutcome[] = ["failed", "rejected", "skipped"];

/**
 * The same choice in one form, so that two can be compared: what a host's user has selected may be what a flag takes.
 * @param choice as a host has it
 */
export function retryChoice({ category, skipped, selected }: RetryChoice): RetryChoice {
	if (selected === undefined) return { category, skipped, selected };
	const each = selected.map(narrowed).filter(({ outcome }) => outcome.length > 0);
	const isOnlyFailed = each.every(({ outcome }) => outcome.every((one) => one === "failed"));
	const [only] = each;
	if (isOnlyFailed && each.length === 1 && only && only.groupId === undefined && only.indices === undefined)
		return { category: only.category, skipped: undefined, selected: undefined };
	return { category: undefined, skipped: isOnlyFailed ? undefined : true, selected: each };
}

/** The items of a choice, as far as a query can find them: {@link isChosenBy} tells the rest. */
export function chosenSelection({ category, skipped, selected }: RetryChoice): FailureSelection {
	const [only, ...others] = selected ?? [];
	if (only && others.length === 0) return only;
	return { outcome: skipped ? retried : "failed", category };
}

/** Whether a choice takes the item, of those that {@link chosenSelection} finds. */
export function isChosenBy({ selected }: RetryChoice): (item: FailedItem) => boolean {
	if (selected === undefined || selected.length === 1) return () => true;
	const each = selected.map(({ outcome, category, groupId, indices }) => {
		const outcomes = outcome === undefined ? failedOutcomes : [outcome].flat();
		const among = indices && new Set(indices);
		return (failed: FailedItem) =>
			outcomes.includes(failed.outcome) &&
			(category === undefined || failed.failure.category === category) &&
			(groupId === undefined || failed.groupId === groupId) &&
			(among?.has(failed.item.index) ?? true);
	});
	return (failed) => each.some((takes) => takes(failed));
}

export function isSameChoice(one: RetryChoice, other: RetryChoice): boolean {
	return textOf(one) === textOf(other);
}

function textOf({ category, skipped = false, selected }: RetryChoice): string {
	return JSON.stringify([category, skipped, selected]);
}

/** Keys in one order, as they come back from a file. Items in doubt are decided on, not tried again. */
function narrowed({ outcome = failedOutcomes, category, groupId, indices }: FailureSelection) {
	const outcomes = [outcome].flat().filter((one) => retried.includes(one));
	return { outcome: outcomes, category, groupId, indices };
}

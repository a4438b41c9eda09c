import { openCount } from "../../engine/model/counts.ts";
import type { ErrorCategory } from "../../engine/model/errorCategory.ts";
import { failedOutcomes } from "../../engine/model/outcome.ts";
import type { ErrorGroup, FailedItem, FailureSelection } from "../../engine/model/ports.ts";
import { categoryText } from "../../wording/categoryText.ts";
import { isMerged, type RetryingRun } from "../runs/retries.ts";
import type { RunView } from "../runs/runView.ts";

/** The part of a run that the tree needs. */
export type FailedRun = RetryingRun & {
	readonly reader: Pick<RunView["reader"], "groups" | "failures" | "info">;
};

/**
 * A row of the view *Failed Items*: run → category → error group → item. Items in doubt come first, rejected and
 * skipped ones last.
 */
export type FailedNode<Run extends FailedRun = RunView> =
	| { readonly kind: "run"; readonly run: Run }
	| {
			readonly kind: "category";
			readonly run: Run;
			readonly category: ErrorCategory;
			readonly groups: readonly ErrorGroup[];
	  }
	| { readonly kind: "inDoubt" | "rejected" | "skipped"; readonly run: Run; readonly groups: readonly ErrorGroup[] }
	| { readonly kind: "group"; readonly run: Run; readonly group: ErrorGroup }
	| { readonly kind: "item"; readonly run: Run; readonly group: ErrorGroup; readonly failed: FailedItem }
	| { readonly kind: "more"; readonly run: Run; readonly group: ErrorGroup; readonly shown: number };

const categories = Object.keys(categoryText) as ErrorCategory[];

/** How many items a group shows at first, and how many each "Show more" adds. */
export const pageSize = 500;

/** A run and its retries are one row: what is failed is what none of them has settled. */
export function rootNodes<Run extends FailedRun>(runs: readonly Run[]): readonly FailedNode<Run>[] {
	const withFailures = runs.filter(
		(run) => openCount(run.snapshot.counts) + run.snapshot.counts.skipped > 0 && !isMerged(run, runs),
	);
	return withFailures.map((run) => ({ kind: "run", run }));
}

/** @param shown how many items a group shows */
export function childNodes<Run extends FailedRun>(
	node: FailedNode<Run>,
	shown: (group: ErrorGroup, run: Run) => number,
): readonly FailedNode<Run>[] {
	const { run } = node;
	switch (node.kind) {
		case "run": {
			const groups = run.reader.groups();
			const failed = groups.filter(({ outcome }) => outcome === "failed");
			const rejected = groups.filter(({ outcome }) => outcome === "rejected");
			const skipped = groups.filter(({ outcome }) => outcome === "skipped");
			const inDoubt = groups.filter(({ outcome }) => outcome === "interrupted");
			return [
				...(inDoubt.length > 0 ? [{ kind: "inDoubt", run, groups: inDoubt } as const] : []),
				...categories
					.map((category) => ({ category, groups: failed.filter((group) => group.category === category) }))
					.filter((found) => found.groups.length > 0)
					.map((found) => ({ kind: "category", run, ...found }) as const),
				...(rejected.length > 0 ? [{ kind: "rejected", run, groups: rejected } as const] : []),
				...(skipped.length > 0 ? [{ kind: "skipped", run, groups: skipped } as const] : []),
			];
		}
		case "category":
		case "inDoubt":
		case "rejected":
		case "skipped":
			return node.groups.map((group) => ({ kind: "group", run, group }));
		case "group":
			return itemNodes(run, node.group, shown(node.group, run));
		case "item":
		case "more":
			return [];
	}
}

/** The items behind a row. */
export function selectionOf(node: FailedNode<FailedRun>): FailureSelection {
	switch (node.kind) {
		case "run":
			return { outcome: "failed" };
		case "category":
			return { outcome: "failed", category: node.category };
		case "inDoubt":
			return { outcome: "interrupted" };
		case "rejected":
		case "skipped":
			return { outcome: node.kind };
		case "group":
		case "more":
			return groupSelection(node.group);
		case "item":
			return { outcome: node.failed.outcome, indices: [node.failed.item.index] };
	}
}

/** The items behind several rows: one selection for all single items of a run, and one for each other row. */
export function selectionsByRun<Run extends FailedRun>(
	nodes: readonly FailedNode<Run>[],
): ReadonlyMap<Run, readonly FailureSelection[]> {
	const byRun = Map.groupBy(nodes, ({ run }) => run);
	return new Map(
		[...byRun].map(([run, rows]) => {
			const others = rows.filter(({ kind }) => kind !== "item").map(selectionOf);
			return [run, [...others, ...itemSelections(rows)]];
		}),
	);
}

/** One selection for each outcome, because the outcome decides which actions are allowed. */
function itemSelections(rows: readonly FailedNode<FailedRun>[]): readonly FailureSelection[] {
	return failedOutcomes.flatMap((outcome) => {
		const indices = rows.flatMap((row) =>
			row.kind === "item" && row.failed.outcome === outcome ? [row.failed.item.index] : [],
		);
		return indices.length > 0 ? [{ outcome, indices }] : [];
	});
}

function itemNodes<Run extends FailedRun>(run: Run, group: ErrorGroup, limit: number): readonly FailedNode<Run>[] {
	const items = run.reader.failures(groupSelection(group), { limit });
	const nodes: FailedNode<Run>[] = items.map((failed) => ({ kind: "item", run, group, failed }));
	if (items.length === limit && group.count > limit) nodes.push({ kind: "more", run, group, shown: limit });
	return nodes;
}

function groupSelection({ id, category, outcome }: ErrorGroup): FailureSelection {
	return { outcome, category, groupId: id };
}

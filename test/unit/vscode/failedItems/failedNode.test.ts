import assert from "node:assert/strict";
import type { ErrorGroup, FailedItem, FailureSelection } from "../../../../src/engine/model/ports.ts";
import type { RunState } from "../../../../src/engine/model/runState.ts";
import type { RunInfo } from "../../../../src/store/database/run/runInfo.ts";
import { attemptsText } from "../../../../src/vscode/failedItems/attemptsText.ts";
import {
	childNodes,
	type FailedNode,
	type FailedRun,
	rootNodes,
	selectionsByRun,
} from "../../../../src/vscode/failedItems/failedNode.ts";
import { failedRow } from "../../../../src/vscode/failedItems/failedRow.ts";
import { snapshotOf } from "../../dashboard/trialRun.ts";
import { info } from "../../store/trialCommit.ts";

const group = (changes: Partial<ErrorGroup>): ErrorGroup => {
	const message = "POST http://x/ answered 503.";
	return { id: "retry 503 POST", category: "retry", outcome: "failed", message, count: 2, ...changes };
};

/** A run with these error groups; an item's index is its place in its group. */
function runWith(
	groups: readonly ErrorGroup[],
	runId = "r1",
	changes: Partial<RunInfo> & { state?: RunState } = {},
): FailedRun {
	const { state = "completedWithFailures", ...own } = changes;
	const count = (outcome: string) =>
		groups.filter((one) => one.outcome === outcome).reduce((sum, one) => sum + one.count, 0);
	const itemsOf = ({ groupId, outcome }: FailureSelection, limit: number): FailedItem[] => {
		const found = groups.find((one) => one.id === groupId && one.outcome === outcome);
		return Array.from({ length: Math.min(limit, found?.count ?? 0) }, (_, index) => ({
			item: {
				index,
				key: `post-${index}`,
				value: {},
				location: { file: "/w/posts.csv", line: index + 2 },
				problem: undefined,
			},
			outcome: found?.outcome ?? "failed",
			failure: { category: "retry", message: "HTTP 503", name: "HttpError", code: "503", detail: undefined },
			groupId: "retry 503 POST",
			attempts: 3,
			history: [],
		}));
	};
	return {
		runId,
		info: { ...info, ...own },
		snapshot: snapshotOf({
			runId,
			state,
			jobName: "Posts",
			counts: { failed: count("failed"), rejected: count("rejected"), skipped: count("skipped") },
		}),
		reader: { groups: () => groups, failures: (selection, { limit }) => itemsOf(selection, limit), info },
	};
}

/** The tree as text, indented by two spaces a level. */
function drawn(nodes: readonly FailedNode<FailedRun>[], shown = 500, indent = ""): string[] {
	return nodes.flatMap((node) => {
		const { label, description } = failedRow(node);
		return [
			`${indent}${label}${description && ` (${description})`}`,
			...drawn(
				childNodes(node, () => shown),
				shown,
				`${indent}  `,
			),
		];
	});
}

describe("the tree of failed items", () => {
	it("goes from the run over the category and the error to the item, with skipped ones last", () => {
		const run = runWith([
			group({ id: "skip ValidationError No", category: "skip", outcome: "skipped", message: "No title", count: 1 }),
			group({}),
			group({ id: "fatal exit:3 convert", category: "fatal", message: "convert failed", count: 1 }),
		]);
		assert.deepEqual(drawn(rootNodes([run, runWith([], "r2")])), [
			"Posts (3 failed · 1 skipped)",
			"  Fatal (1)",
			"    exit:3 · convert failed (1)",
			"      post-0 (line 2 · 3 attempts)",
			"  Out of retries (2)",
			"    503 · POST http://x/ answered 503. (2)",
			"      post-0 (line 2 · 3 attempts)",
			"      post-1 (line 3 · 3 attempts)",
			"  Skipped (1)",
			"    No title (1)",
			"      post-0 (line 2 · 3 attempts)",
		]);
	});

	it("shows a rejected item with what the other side said", () => {
		const run = runWith([group({ id: "skip 404 GET", category: "skip", outcome: "rejected", count: 1 })]);
		const failure = {
			category: "skip",
			message: "GET answered 404.",
			name: "HttpError",
			code: "404",
			detail: '{"error":"no\tuser 17"}\nsecond\nthird\nfourth',
		} as const;
		const [row] = rootNodes([run]).flatMap(function itemsOf(node): readonly FailedNode<FailedRun>[] {
			return node.kind === "item" ? [node] : childNodes(node, () => 10).flatMap(itemsOf);
		});
		assert.ok(row?.kind === "item");
		const failed = { ...row.failed, failure };
		const { tooltip } = failedRow({ ...row, failed });
		assert.deepEqual(tooltip.split("\n"), [
			"GET answered 404.",
			'{"error":"no user 17"}',
			"second",
			"third",
			"posts.csv:2",
			"HttpError 404",
		]);
		assert.match(attemptsText(failed), /^Rejected after 3 attempts\.$/m);
		assert.match(attemptsText(failed), /^ {4}fourth$/m);
	});

	it("shows a page of a large group, and then one more", () => {
		const run = runWith([group({ count: 2_000 })]);
		const node = { kind: "group", run, group: group({ count: 2_000 }) } as const;
		const lastOf = (shown: number) =>
			childNodes(node, () => shown)
				.slice(-1)
				.map((child) => failedRow(child).label);
		assert.equal(childNodes(node, () => 500).length, 501);
		assert.deepEqual(lastOf(500), ["Show 500 more…"]);
		assert.deepEqual(lastOf(1_900), ["Show 100 more…"]);
		assert.deepEqual(lastOf(2_000), ["post-1999"]);
	});

	it("turns a multi-selection into one request for the items of a run, and one for each other row", () => {
		const run = runWith([group({})]);
		const other = runWith([group({ outcome: "skipped" })], "r2");
		const items = childNodes({ kind: "group", run, group: group({}) }, () => 500);
		const skipped = childNodes({ kind: "group", run: other, group: group({ outcome: "skipped" }) }, () => 500);
		const category = { kind: "category", run, category: "fatal", groups: [] } as const;
		assert.deepEqual(
			[...selectionsByRun([...items, category, ...skipped])],
			[
				[
					run,
					[
						{ outcome: "failed", category: "fatal" },
						{ outcome: "failed", indices: [0, 1] },
					],
				],
				[other, [{ outcome: "skipped", indices: [0, 1] }]],
			],
		);
	});

	it("gives each row an id of its own, which stays the same at every reading", () => {
		const groups = [group({}), group({ outcome: "skipped" })];
		const idsOf = (nodes: readonly FailedNode<FailedRun>[]): string[] =>
			nodes.flatMap((node) => [failedRow(node).id, ...idsOf(childNodes(node, () => 500))]);
		const ids = idsOf(rootNodes([runWith(groups), runWith(groups, "r2")]));
		assert.equal(new Set(ids).size, ids.length);
		assert.deepEqual(idsOf(rootNodes([runWith(groups), runWith(groups, "r2")])), ids);
	});

	it("lists what is failed once: in the run that its retries belong to", () => {
		const failed = [group({ outcome: "failed" })];
		const origin = runWith(failed, "r1");
		const retry = (state: RunState, parent = "r1", runId = "r2") => runWith(failed, runId, { parent, state });
		const rows = (...runs: readonly FailedRun[]) => rootNodes(runs).map(({ run }) => run.runId);
		const ended = retry("completedWithFailures");
		assert.deepEqual(rows(origin, ended, retry("cancelled", "r2", "r3")), ["r1"]);
		assert.deepEqual(rows(origin, retry("running")), ["r1", "r2"], "It has not entered its outcomes yet.");
		assert.deepEqual(rows(origin, retry("interrupted")), ["r1", "r2"]);
		assert.deepEqual(rows(ended), ["r2"], "The run that it retried is gone.");
	});

	it("offers Skip for failed items, and Open for items from a file", () => {
		const context = (outcome: "failed" | "skipped") => {
			const node = { kind: "group", run: runWith([group({ outcome })]), group: group({ outcome }) } as const;
			return childNodes(node, () => 1).map((child) => failedRow(child).context)[0];
		};
		assert.equal(context("failed"), "retry skip done edit error attempts open");
		assert.equal(context("skipped"), "retry done edit error attempts open");
	});
});

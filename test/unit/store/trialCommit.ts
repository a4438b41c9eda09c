import { readFileSync } from "node:fs";
import { type Commit, type FailedItem, type Failure, type Item, noCounts } from "../../../src/engine/index.ts";
import type { RunInfo } from "../../../src/store/database/run/runInfo.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";

export const info: RunInfo = {
	runId: "20261123-140501-7k3f",
	jobName: "Create posts",
	jobFile: "/work/posts.batch.json",
	baseFolder: "/work",
	createdAt: 1_795_442_701_000,
	parent: undefined,
	items: "214 rows of CSV: slug, title",
	run: "POST https://example.org/posts",
	limit: undefined,
	identity: "indexAndKey",
	notes: [],
};

export function itemAt(index: number, more: Partial<Item> = {}): Item {
	return { index, key: `k${index}`, value: { number: index }, location: undefined, problem: undefined, ...more };
}

export function failedItem(index: number, more: Partial<FailedItem> = {}): FailedItem {
	const failure: Failure = {
		category: "retry",
		message: "HTTP 500",
		name: "HttpError",
		code: "500",
		detail: undefined,
	};
	const history = [{ attempt: 1, startedAt: 1_795_442_701_000, durationMs: 12.5, failure }];
	return {
		item: itemAt(index),
		outcome: "failed",
		failure,
		groupId: "retry 500 HTTP #",
		attempts: 1,
		history,
		...more,
	};
}

/** A commit of a running run; what is not given is empty. */
export function commitOf(more: Partial<Commit> = {}): Commit {
	return {
		state: "running",
		reason: undefined,
		counts: noCounts,
		activeMs: 0,
		total: undefined,
		settled: [],
		lines: [],
		failed: [],
		recovered: [],
		started: [],
		released: [],
		position: undefined,
		sinks: {},
		sample: undefined,
		durations: undefined,
		...more,
	};
}

/** Items that succeeded, in the first commit of a run. */
export function successes(from: number, count: number): Commit {
	const settled = Array.from({ length: count }, (_, at) => from + at);
	const lines = settled.map((index) => JSON.stringify({ index }));
	return commitOf({ settled, lines, counts: { ...noCounts, succeeded: count } });
}

/** Items that failed or were skipped, in the first commit of a run. */
export function failures(failed: readonly FailedItem[]): Commit {
	const count = (outcome: string) => failed.filter((item) => item.outcome === outcome).length;
	const counts = { ...noCounts, failed: count("failed"), skipped: count("skipped") };
	return commitOf({ settled: failed.map(({ item }) => item.index), failed, counts });
}

/** The indices in the run's results, line by line. */
export function resultIndices(folder: string): readonly number[] {
	const lines = readFileSync(runFolderAt(folder).results, "utf8").split("\n");
	return lines.slice(0, -1).map((line) => JSON.parse(line).index as number);
}

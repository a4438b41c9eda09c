import { readFileSync } from "node:fs";
import { type Commit, type Counts, noCounts } from "../../src/engine/index.ts";
import { runFolderAt } from "../../src/store/files/runFolder.ts";
import { RunWriter } from "../../src/store/writer/runWriter.ts";
import { toWriterCommit } from "../../src/store/writer/writerCommit.ts";
import { commitOf, failedItem, info, itemAt } from "../unit/store/trialCommit.ts";

const at = 1_795_442_701_000;
/** Larger than a page of the database, so that SQLite has to ask the system for room. */
const detail = "x".repeat(9_000);

/** Takes a run folder through everything that is done to one, step by step. */
export class StoreScenario {
	readonly folder: string;
	#writer: RunWriter | undefined;

	constructor(folder: string) {
		this.folder = folder;
	}

	/** In order; a step that throws may be repeated. */
	readonly steps: readonly (readonly [name: string, step: () => unknown])[] = [
		["create", () => this.#open(() => RunWriter.create(this.folder, info, '{"name":"Create posts"}\n'))],
		["commit of outcomes", () => this.#commit(outcomes)],
		[
			"commit of starts",
			() => this.#commit({ started: [10, 11, 12].map(startOf), counts: { succeeded: 8, failed: 2 } }),
		],
		["commit out of order", () => this.#commit(outOfOrder)],
		["queue", () => this.writer.queue({ indices: [3, 5] }, false)],
		["take queued", () => this.writer.takeQueued(1)],
		["commit of a retried item", () => this.#commit(retried)],
		["tail", () => this.writer.writeTail(linesOf([5]))],
		["more of the tail", () => this.writer.writeTail(linesOf([6, 7]))],
		["close and open", () => this.#reopen()],
		["items in doubt", () => this.writer.decideInDoubt("later")],
		["failed items", () => this.writer.failedItems(-1, 10)],
		["skip", () => this.writer.skip({ outcome: "interrupted" })],
		["mark done", () => this.writer.queue({ outcome: "skipped" }, true)],
		["take what is done", () => this.writer.takeQueued(5)],
		["commit of the rest", () => this.#commit(rest)],
		["tail at the end", () => this.writer.writeTail(linesOf([5]))],
		[
			"commit of the end",
			() => this.#commit({ ...rest, settled: [], recovered: [], lines: [], state: "completedWithFailures" }),
		],
	];

	get writer(): RunWriter {
		if (!this.#writer) throw new Error("The run is not open.");
		return this.#writer;
	}

	/** The results with their tail. */
	get allResults(): string {
		return readFileSync(runFolderAt(this.folder).results, "utf8");
	}

	close(): void {
		this.#writer?.close();
		this.#writer = undefined;
	}

	#reopen(): void {
		this.close();
		this.#open(() => RunWriter.open(this.folder));
	}

	#open(open: () => RunWriter): void {
		this.#writer = open();
	}

	#commit(commit: Partial<Omit<Commit, "counts">> & { readonly counts: Partial<Counts> }): number {
		return this.writer.commit(toWriterCommit(commitOf({ ...commit, counts: { ...noCounts, ...commit.counts } })));
	}
}

const failure = { category: "retry", message: "HTTP 500", name: "HttpError", code: "500", detail } as const;

const outcomes = {
	settled: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
	lines: linesOf([0, 1, 2, 4, 6, 7, 8, 9]),
	failed: [failedItem(3, { failure }), failedItem(5, { failure, groupId: "another" })],
	counts: { succeeded: 8, failed: 2 },
	sample: { at, counts: noCounts, itemsPerSecond: 12.5, inFlight: 3, durations: { p50Ms: 12.5, p95Ms: 40, p99Ms: 80 } },
	durations: [[12, 10]] as const,
	position: { index: 0 },
	sinks: { "jsonl:out": 12 },
};

/** Items 13 and 70,000 are far apart: two pages of the bitmap. */
const outOfOrder = {
	settled: [10, 14, 70_000],
	released: [11],
	lines: linesOf([10, 14, 70_000]),
	counts: { succeeded: 11, failed: 2 },
};

const retried = {
	settled: [3],
	recovered: [3],
	lines: linesOf([3]),
	counts: { succeeded: 12, failed: 0, retries: 1 },
};

/** Raises the watermark above the whole first page. */
const rest = {
	settled: [11, 12, 13, ...Array.from({ length: 40_000 }, (_, index) => 15 + index)],
	recovered: [12],
	lines: linesOf([11, 12, 13]),
	counts: { succeeded: 40_015 },
	activeMs: 1_234,
};

function startOf(index: number) {
	return { item: itemAt(index), attempts: 0, history: [], startedAt: at };
}

function linesOf(indices: readonly number[]): string[] {
	return indices.map((index) => JSON.stringify({ index, text: "y".repeat(400) }));
}

import { type FailedItem, type FailedOutcome, noCounts, ResultLines } from "../../../../src/engine/index.ts";
import { RunWriter } from "../../../../src/store/writer/runWriter.ts";
import { toWriterCommit } from "../../../../src/store/writer/writerCommit.ts";
import { commitOf, failedItem, info, itemAt } from "../trialCommit.ts";

/** What a row should say, in short. */
export interface Known {
	readonly index: number;
	readonly outcome: string;
	readonly value: unknown;
	readonly result: unknown;
}

/** A run folder that is written step by step, and what its table should hold: a plain list in memory. */
export class TrialRun {
	readonly #folder: string;
	#writer: RunWriter;
	/** In order of completion. */
	#succeeded: Known[] = [];
	readonly #failed = new Map<number, Known>();
	readonly #queued = new Set<number>();

	constructor(folder: string) {
		this.#folder = folder;
		this.#writer = RunWriter.create(folder, info, "{}");
	}

	/** Items that succeeded, in this order; those that have an outcome already are left out. */
	succeed(indices: readonly number[], valueAt: (index: number) => unknown, resultAt: (index: number) => unknown): void {
		const open = [...new Set(indices)].filter((index) => !this.#has(index));
		const lines = new ResultLines();
		for (const index of open) {
			lines.add(itemAt(index, { value: valueAt(index) }), 2, 3, resultAt(index));
			this.#succeeded.push({ index, outcome: "succeeded", value: valueAt(index), result: resultAt(index) });
		}
		const recovered = open.filter((index) => this.#queued.delete(index));
		this.#commit({ settled: open, lines, recovered });
	}

	fail(indices: readonly number[], outcome: FailedOutcome): void {
		const open = [...new Set(indices)].filter((index) => !this.#has(index));
		const failed: FailedItem[] = open.map((index) => failedItem(index, { outcome }));
		for (const { item } of failed) {
			this.#queued.delete(item.index);
			this.#failed.set(item.index, { index: item.index, outcome, value: item.value, result: undefined });
		}
		this.#commit({ settled: open, failed });
	}

	/** Failed items wait for another try, and have no outcome meanwhile. */
	retry(indices: readonly number[]): void {
		const waiting = indices.filter((index) => this.#failed.delete(index));
		this.#writer.queue({ indices: waiting }, false);
		for (const index of waiting) this.#queued.add(index);
	}

	/** The process dies, after what it had not committed; or the run ends in good order. */
	reopen(tail: readonly string[]): void {
		this.#writer.writeTail(tail.map((line) => `${line}\n`));
		this.close();
		this.#writer = RunWriter.open(this.#folder);
	}

	close(): void {
		this.#writer.close();
	}

	rows(order: "source" | "completion", outcomes?: readonly string[]): readonly Known[] {
		const byIndex = (a: Known, b: Known) => a.index - b.index;
		const failed = [...this.#failed.values()].sort(byIndex);
		const all = [...this.#succeeded, ...failed].filter(({ outcome }) => outcomes?.includes(outcome) ?? true);
		return order === "source" ? all.sort(byIndex) : all;
	}

	#has(index: number): boolean {
		return this.#failed.has(index) || this.#succeeded.some((known) => known.index === index);
	}

	#commit(more: Parameters<typeof commitOf>[0]): void {
		const of = (outcome: string) => [...this.#failed.values()].filter((known) => known.outcome === outcome).length;
		const counts = {
			...noCounts,
			succeeded: this.#succeeded.length,
			failed: of("failed"),
			rejected: of("rejected"),
			skipped: of("skipped"),
			interrupted: of("interrupted"),
		};
		this.#writer.commit(toWriterCommit(commitOf({ ...more, counts })));
	}
}

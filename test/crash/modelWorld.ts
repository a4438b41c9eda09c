import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
	type Counts,
	defaultPolicies,
	type InterruptedPolicy,
	type Item,
	Run,
	type Source,
	type Summary,
} from "../../src/engine/index.ts";
import { DoneSet } from "../../src/engine/model/doneSet.ts";
import { readDonePages } from "../../src/store/database/items/doneTable.ts";
import type { InDoubtDecision } from "../../src/store/database/items/inDoubt.ts";
import { runFolderAt } from "../../src/store/files/runFolder.ts";
import { RunWriter } from "../../src/store/writer/runWriter.ts";
import { ManualClock } from "../unit/engine/manualClock.ts";
import { itemAt } from "../unit/engine/trialRun.ts";
import { info } from "../unit/store/trialCommit.ts";
import { memoryFolder } from "./memoryFolder.ts";
import { WriterStore } from "./writerStore.ts";

/** `waiting`: in the retry queue; `inDoubt`: it had started. */
export type ItemState =
	| "open"
	| "inDoubt"
	| "waiting"
	| "succeeded"
	| "failed"
	| "rejected"
	| "skipped"
	| "interrupted";

/** What the files say. */
export interface OnDisk {
	readonly runState: string;
	readonly counts: Counts;
	/** Of each item of the source. */
	readonly items: readonly ItemState[];
	/** Indices in the committed part of the results. */
	readonly lines: readonly number[];
	/** Indices in what follows it. */
	readonly tail: readonly number[];
}

export interface WorldOptions {
	readonly items: number;
	readonly concurrency: number;
	readonly interrupted: InterruptedPolicy;
}

interface Session {
	readonly writer: RunWriter;
	readonly store: WriterStore;
	readonly run: Run;
	ending: { readonly summary?: Summary; readonly error?: unknown } | undefined;
}

/** A run folder, with the real engine while it runs. The test says how attempts end, and moves the clock. */
export class ModelWorld implements Disposable {
	readonly clock = new ManualClock();
	readonly #base = mkdtempSync(join(memoryFolder(), "batchline-model-"));
	readonly #options: WorldOptions;
	/** How to end the attempts that are under way. */
	readonly #attempts = new Map<number, PromiseWithResolvers<unknown>>();
	#folder: string;
	#session: Session | undefined;
	/** Items of the source. */
	items: number;
	/** Called when an attempt begins. */
	onBegin: (index: number) => void = () => undefined;

	constructor(options: WorldOptions) {
		this.#options = options;
		this.items = options.items;
		this.#folder = join(this.#base, "run-0");
		RunWriter.create(this.#folder, info, "{}\n").close();
	}

	get isRunning(): boolean {
		return this.#session !== undefined;
	}

	/** It has read its source to the end, and will not read it again. */
	get isCompleted(): boolean {
		return this.onDisk().runState.startsWith("completed");
	}

	/** Items with an attempt under way. */
	get inFlight(): readonly number[] {
		return [...this.#attempts.keys()];
	}

	get run(): Run {
		if (!this.#session) throw new Error("Nobody runs it.");
		return this.#session.run;
	}

	async start(decision: InDoubtDecision): Promise<void> {
		const writer = RunWriter.open(this.#folder);
		if (writer.opened.inDoubt.length > 0) writer.decideInDoubt(decision);
		const store = new WriterStore(writer);
		const { concurrency, interrupted } = this.#options;
		const run = new Run({
			runId: info.runId,
			jobName: info.jobName,
			source: this.#source(),
			operation: { run: (item) => this.#begin(item), dispose: async () => undefined },
			sinks: [],
			store,
			clock: this.clock,
			log: { info: () => undefined, warn: () => undefined, error: () => undefined },
			policies: {
				...defaultPolicies,
				concurrency,
				interrupted,
				batchSize: 2,
				checkpointEveryBatches: 1,
				retry: { attempts: 2, minDelayMs: 1_000, maxDelayMs: 1_000, factor: 1, jitter: false },
			},
		});
		const session: Session = { writer, store, run, ending: undefined };
		this.#session = session;
		run.start().then(
			(summary) => {
				session.ending = { summary };
			},
			(error: unknown) => {
				session.ending = { error };
			},
		);
		await this.pass(0);
	}

	/** Lets everything happen that is due within this time, and closes a run that has ended. */
	async pass(ms: number): Promise<void> {
		await this.clock.advance(ms);
		const { ending, writer } = this.#session ?? {};
		if (!ending) return;
		writer?.close();
		this.#session = undefined;
		this.#attempts.clear();
		if (ending.error !== undefined) throw ending.error;
	}

	/** Ends the attempt that is under way for this item. */
	async end(index: number, how: { readonly result: unknown } | { readonly error: Error }): Promise<void> {
		const attempt = this.#attempts.get(index);
		this.#attempts.delete(index);
		if ("error" in how) attempt?.reject(how.error);
		else attempt?.resolve(how.result);
		await this.pass(0);
	}

	/** The process dies: the files stay as the system has them, and the lock goes. */
	crash(): void {
		const { writer, store } = this.#session ?? {};
		if (!writer || !store) return;
		const next = join(this.#base, `run-${readdirSync(this.#base).length}`);
		mkdirSync(next);
		for (const name of readdirSync(this.#folder))
			if (!/^runner|-shm$/.test(name)) cpSync(join(this.#folder, name), join(next, name));
		store.isDead = true;
		this.run.cancel();
		writer.close();
		this.#folder = next;
		this.#session = undefined;
		this.#attempts.clear();
	}

	/** Changes a run that is not running. */
	change(work: (writer: RunWriter) => void): void {
		const writer = RunWriter.open(this.#folder);
		try {
			work(writer);
		} finally {
			writer.close();
		}
	}

	onDisk(): OnDisk {
		const { database: file, results } = runFolderAt(this.#folder);
		const database = new DatabaseSync(file);
		try {
			const row = database.prepare("SELECT * FROM progress").get() ?? {};
			const { succeeded, failed, rejected, skipped, interrupted, retries } = row as unknown as Counts;
			const text = readFileSync(results);
			const counted = Number(row.results_bytes);
			return {
				runState: String(row.state),
				counts: { succeeded, failed, rejected, skipped, interrupted, retries },
				items: itemStates(database, this.items),
				lines: indicesIn(text.subarray(0, counted)),
				tail: indicesIn(text.subarray(counted)),
			};
		} finally {
			database.close();
		}
	}

	[Symbol.dispose](): void {
		this.crash();
		rmSync(this.#base, { recursive: true, force: true });
	}

	#begin(item: Item): Promise<unknown> {
		this.onBegin(item.index);
		const attempt = Promise.withResolvers<unknown>();
		this.#attempts.set(item.index, attempt);
		return attempt.promise;
	}

	#source(): Source {
		const count = this.items;
		return {
			total: () => ({ count, exact: true }),
			position: (index) => ({ index: index - (index % 3) }),
			async *chunks(signal, position) {
				for (let from = position?.index ?? 0; from < count && !signal.aborted; from += 3)
					yield Array.from({ length: Math.min(3, count - from) }, (_, at) => itemAt(from + at));
			},
		};
	}
}

function itemStates(database: DatabaseSync, items: number): readonly ItemState[] {
	const { watermark, pages } = readDonePages(database);
	const done = new DoneSet(watermark, pages);
	const listed = new Map(
		database
			.prepare("SELECT item_index, status FROM failed_items")
			.all()
			.map(({ item_index, status }) => [Number(item_index), String(status)]),
	);
	const started = new Set(
		database
			.prepare("SELECT item_index FROM starts")
			.all()
			.map(({ item_index }) => Number(item_index)),
	);
	return Array.from({ length: items }, (_, index) => {
		if (started.has(index)) return "inDoubt";
		const status = listed.get(index);
		if (status === "queued" || status === "taken") return "waiting";
		if (status !== undefined) return status as ItemState;
		return done.has(index) ? "succeeded" : "open";
	});
}

/** Half a line at the end is left out. */
function indicesIn(bytes: Buffer): readonly number[] {
	const lines = bytes.toString().split("\n").slice(0, -1);
	return lines.map((line) => JSON.parse(line).index as number);
}

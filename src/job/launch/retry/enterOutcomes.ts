import { dirname } from "node:path";
import type { Counts, FailedItem, FailedOutcome, Sink } from "../../../engine/index.ts";
import { noOutcomes, writeTail } from "../../../engine/index.ts";
import { Lease } from "../../../store/database/locks/lease.ts";
import { DamagedRunError } from "../../../store/errors/damagedRunError.ts";
import { RunReader } from "../../../store/runReader.ts";
import { RunStore } from "../../../store/runStore.ts";
import { readRetryInfo, saveRetryInfo } from "../runFiles.ts";
import { chainOf, type RetryRun, retriesOf } from "./retryRuns.ts";
import { isSettledElsewhere } from "./settledElsewhere.ts";
import { stateAfter } from "./stateAfter.ts";

/** Items and lines that are entered at a time. */
const pageItems = 500;

/** The job's own output, where the retry wrote it on. */
export interface RetryOutput {
	readonly sinks: readonly Sink[];
	readonly redact: ((text: string) => string) | undefined;
	/** Where the retry began to write. */
	readonly begin: number | undefined;
}

/**
 * Enters what retries have done into the runs whose items they tried again, so that no later retry does it again: also
 * what a retry that was killed has done. Has nothing to do where that has happened already.
 * @param originId of the run that the items come from
 * @throws RunBusyError while another process runs one of these runs; DamagedRunError, NewerRunError
 */
export async function enterRetries(runsFolder: string, originId: string): Promise<void> {
	for (const run of retriesOf(runsFolder, originId)) if (!Lease.isHeld(run.folder)) await enter(run, undefined);
}

/** The same for one retry, which no process runs. @param output also gets the lines of items that did not succeed */
export async function enterRetry(folder: string, output: RetryOutput | undefined): Promise<void> {
	const originId = readRetryInfo(folder)?.originId;
	if (originId === undefined) return;
	const run = retriesOf(dirname(folder), originId).find((retry) => retry.folder === folder);
	if (run) await enter(run, output);
}

/** The same for a run that somebody deletes: with it gone, its items would be tried again. One that is damaged may go. */
export async function enterBeforeDeletion(folder: string): Promise<void> {
	try {
		await enterRetry(folder, undefined);
	} catch (error) {
		if (!(error instanceof DamagedRunError)) throw error;
	}
}

async function enter({ folder, retry, status }: RetryRun, output: RetryOutput | undefined): Promise<void> {
	if (retry.enteredAt === status.updatedAt) return;
	const reader = new RunReader(folder);
	try {
		const [first, ...others] = chainOf(folder).slice(0, -1);
		const { ownsOutput } = retry;
		if (first !== undefined) await enterInto(first, reader, { ownsOutput, output });
		for (const other of others) await enterInto(other, reader, { ownsOutput });
	} finally {
		reader.dispose();
	}
	saveRetryInfo(folder, { ...retry, enteredAt: status.updatedAt });
}

interface Outputs {
	/** The output holds the lines of both runs, and of no others. */
	readonly ownsOutput: boolean | undefined;
	readonly output?: RetryOutput | undefined;
}

async function enterInto(folder: string, from: RunReader, { ownsOutput, output }: Outputs): Promise<void> {
	const store = await RunStore.open(folder);
	const reader = new RunReader(folder);
	try {
		const entry = new Entry(store, reader, ownsOutput ? from.written().sinks : {});
		for await (const lines of from.resultLines(pageItems)) await entry.succeeded(lines);
		for (let after = -1; ; ) {
			const page = from.failures({ outcome: ["failed", "rejected", "skipped"] }, { after, limit: pageItems });
			const last = page.at(-1);
			if (!last) break;
			after = last.item.index;
			await entry.unsuccessful(page.filter((item) => !isSettledElsewhere(item)));
		}
		const sinks = await openedSinks(ownsOutput ? output : undefined, from);
		try {
			await writeTail({ store, sinks, redact: output?.redact });
		} finally {
			for (const sink of sinks) await sink.close();
		}
		await entry.end();
	} finally {
		reader.dispose();
		await store.close();
	}
}

/** Open behind the lines that the retry has committed. */
async function openedSinks(output: RetryOutput | undefined, from: RunReader): Promise<readonly Sink[]> {
	if (!output) return [];
	const { sinks: positions } = from.written();
	for (const sink of output.sinks) await sink.open(positions[sink.id] ?? output.begin);
	return output.sinks;
}

/** Outcomes of a retry, on their way into the run that the items failed in. Those that it has settled since stay. */
class Entry {
	readonly #store: RunStore;
	readonly #reader: RunReader;
	readonly #positions: Readonly<Record<string, number>>;
	readonly #reason: string | undefined;
	readonly #counts: { -readonly [K in keyof Counts]: Counts[K] };

	/** @param positions in the outputs that the retry has written on */
	constructor(store: RunStore, reader: RunReader, positions: Readonly<Record<string, number>>) {
		this.#store = store;
		this.#reader = reader;
		this.#positions = positions;
		this.#counts = { ...store.checkpoint.counts };
		this.#reason = reader.status().reason;
	}

	async succeeded(lines: readonly string[]): Promise<void> {
		const byIndex = new Map(lines.map((line) => [indexOf(line), line]));
		const known = this.#outcomes([...byIndex.keys()]);
		for (const outcome of known.values()) this.#move(outcome, "succeeded");
		const recovered = [...known.keys()];
		await this.#commit({ lines: recovered.map((index) => byIndex.get(index) ?? ""), failed: [], recovered });
	}

	async unsuccessful(items: readonly FailedItem[]): Promise<void> {
		const known = this.#outcomes(items.map(({ item }) => item.index));
		const failed = items.filter(({ item }) => known.has(item.index));
		for (const { item, outcome } of failed) this.#move(known.get(item.index) ?? outcome, outcome);
		await this.#commit({ lines: [], failed, recovered: [] });
	}

	async end(): Promise<void> {
		const { checkpoint } = this.#store;
		await this.#commit({ lines: [], failed: [], recovered: [] }, stateAfter(checkpoint.state, this.#counts));
	}

	#outcomes(indices: readonly number[]): ReadonlyMap<number, FailedOutcome> {
		const found = this.#reader.failures({ indices }, { limit: indices.length });
		return new Map(found.map(({ item, outcome }) => [item.index, outcome]));
	}

	#move(from: FailedOutcome, to: FailedOutcome | "succeeded"): void {
		this.#counts[from]--;
		this.#counts[to]++;
	}

	async #commit(
		outcomes: Pick<Parameters<RunStore["commit"]>[0], "lines" | "failed" | "recovered">,
		state = this.#store.checkpoint.state,
	): Promise<void> {
		const { total, activeMs, sinks } = this.#store.checkpoint;
		await this.#store.commit({
			...noOutcomes,
			...outcomes,
			state,
			reason: this.#reason,
			counts: { ...this.#counts },
			total,
			activeMs,
			sinks: { ...sinks, ...this.#positions },
		});
	}
}

/** Of a line of results, which begins with it. */
function indexOf(line: string): number {
	return Number(/^\{"index":(\d+),/.exec(line)?.[1]);
}

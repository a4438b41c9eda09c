import { entryFile } from "../base/entryFile.ts";
import type {
	Checkpoint,
	Commit,
	FailedItem,
	FailureSelection,
	Moved,
	QueuedItem,
	SettledItem,
	Store,
} from "../engine/index.ts";
import { DoneSet } from "../engine/model/doneSet.ts";
import { itemInfo, toFailedItem, toQueuedItem } from "./database/items/failedRow.ts";
import type { InDoubtDecision, InDoubtItem, ItemDecisions } from "./database/items/inDoubt.ts";
import type { RunInfo } from "./database/run/runInfo.ts";
import { reading } from "./database/sqlite/storeErrors.ts";
import { runFolderAt } from "./files/runFolder.ts";
import { joinLines } from "./writer/joinLines.ts";
import type { OpenedRun, SettledRow } from "./writer/runWriter.ts";
import { StoreLink } from "./writer/storeLink.ts";
import { numbersOf, toWriterCommit } from "./writer/writerCommit.ts";

/**
 * A run folder, open for running. A thread of its own does the work, one call at a time and in order; so the counts of
 * a commit that is made after a `queue` or `skip` must include what that moved.
 *
 * A call that rejects with UnsavedError (code `ENOSPC`) has changed nothing, and can be repeated with the same content.
 *
 * @example
 * const store = await RunStore.create(folder, info, definition);
 * await new Run({ store, source, operation, … }).start();
 * await store.close();
 */
export class RunStore implements Store {
	readonly info: RunInfo;
	#checkpoint: Checkpoint;
	#inDoubt: readonly InDoubtItem[];
	readonly #link: StoreLink;
	/** Of the database, for messages. */
	readonly #file: string;
	#closed: Promise<void> | undefined;

	/**
	 * Creates the folder, its job.json and an empty run in state `queued`.
	 * @param definition the job as it runs, secrets unresolved; a JSON value
	 * @throws when the folder holds a run already, or cannot be written
	 */
	static create(folder: string, info: RunInfo, definition: unknown): Promise<RunStore> {
		const text = `${JSON.stringify(definition, null, 2)}\n`;
		return RunStore.#start(folder, (link) => link.ask("create", { folder, info, definition: text }));
	}

	/** @throws RunBusyError while another runner has it; DamagedRunError, NewerRunError when it cannot be resumed */
	static open(folder: string): Promise<RunStore> {
		return RunStore.#start(folder, (link) => link.ask("open", { folder }));
	}

	/**
	 * Looks for all damage that {@link open} would find, and changes nothing. Call it while you hold the runs' leases.
	 * @throws DamagedRunError, NewerRunError for the first that cannot be opened
	 */
	static async inspect(folders: readonly string[]): Promise<void> {
		const link = startThread();
		try {
			for (const folder of folders) await link.ask("inspect", { folder });
		} finally {
			await link.kill();
		}
	}

	static async #start(folder: string, begin: (link: StoreLink) => Promise<OpenedRun>): Promise<RunStore> {
		const link = startThread();
		try {
			return new RunStore(link, runFolderAt(folder).database, await begin(link));
		} catch (error) {
			await link.kill();
			throw error;
		}
	}

	private constructor(link: StoreLink, file: string, opened: OpenedRun) {
		this.#link = link;
		this.#file = file;
		this.info = opened.info;
		this.#checkpoint = checkpointOf(opened);
		this.#inDoubt = reading(file, () => inDoubtOf(opened));
	}

	get checkpoint(): Checkpoint {
		return this.#checkpoint;
	}

	/** Items that had started when the process died, and whose end is unknown; by index. */
	get inDoubt(): readonly InDoubtItem[] {
		return this.#inDoubt;
	}

	/**
	 * Carries out the decision about the items in doubt, which may be one for each. Call it before the run starts: it
	 * changes the checkpoint.
	 */
	async decideInDoubt(decision: InDoubtDecision | ItemDecisions): Promise<void> {
		const opened = await this.#link.ask("decideInDoubt", decision);
		this.#checkpoint = checkpointOf(opened);
		this.#inDoubt = [];
	}

	commit(commit: Commit): Promise<number> {
		const ask = toWriterCommit(commit);
		return this.#link.ask("commit", ask, numbersOf(ask));
	}

	queue(selection: FailureSelection, isDone: boolean): Promise<Moved> {
		return this.#link.ask("queue", { selection, isDone });
	}

	skip(selection: FailureSelection): Promise<Moved> {
		return this.#link.ask("skip", selection);
	}

	async takeQueued(limit: number): Promise<readonly QueuedItem[]> {
		const rows = await this.#link.ask("takeQueued", { limit });
		return reading(this.#file, () => rows.map(toQueuedItem));
	}

	async failedItems(afterIndex: number, limit: number): Promise<readonly FailedItem[]> {
		const rows = await this.#link.ask("failedItems", { after: afterIndex, limit });
		return reading(this.#file, () => rows.map(toFailedItem));
	}

	async settledItems(indices: readonly number[]): Promise<readonly (SettledItem | undefined)[]> {
		const rows = await this.#link.ask("settledItems", { indices });
		return reading(this.#file, () => rows.map(toSettledItem));
	}

	writeTail(lines: readonly string[]): Promise<void> {
		return this.#link.ask("writeTail", { lines: joinLines(lines) });
	}

	/** Finishes pending calls, and releases the lease. */
	close(): Promise<void> {
		this.#closed ??= this.#link.close();
		return this.#closed;
	}
}

function startThread(): StoreLink {
	return new StoreLink(entryFile("./writer/storeThread.ts", import.meta.url, "storeThread"));
}

export function checkpointOf({ progress, done }: OpenedRun): Checkpoint {
	const { state } = progress;
	return {
		...progress,
		// We have the lease, so the process that ran it is gone.
		state: state === "running" || state === "paused" ? "interrupted" : state,
		done: new DoneSet(done.watermark, done.pages),
	};
}

export function toSettledItem(row: SettledRow): SettledItem | undefined {
	return row === undefined || row.outcome === "succeeded" ? row : toFailedItem(row);
}

function inDoubtOf({ inDoubt }: OpenedRun): readonly InDoubtItem[] {
	return inDoubt.map((row) => ({ ...itemInfo(row), startedAt: row.startedAt }));
}

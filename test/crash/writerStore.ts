import type {
	Commit,
	FailedItem,
	FailureSelection,
	Moved,
	QueuedItem,
	SettledItem,
	Store,
} from "../../src/engine/index.ts";
import { toFailedItem, toQueuedItem } from "../../src/store/database/items/failedRow.ts";
import { checkpointOf, toSettledItem } from "../../src/store/runStore.ts";
import { joinLines } from "../../src/store/writer/joinLines.ts";
import type { RunWriter } from "../../src/store/writer/runWriter.ts";
import { toWriterCommit } from "../../src/store/writer/writerCommit.ts";

/** The run folder as the engine sees it, without the thread: for thousands of runs in one test. */
export class WriterStore implements Store {
	readonly checkpoint: Store["checkpoint"];
	readonly #writer: RunWriter;
	/** The process has died: pending calls are never answered. */
	isDead = false;

	constructor(writer: RunWriter) {
		this.#writer = writer;
		this.checkpoint = checkpointOf(writer.opened);
	}

	commit(commit: Commit): Promise<number> {
		return this.#answer(() => this.#writer.commit(toWriterCommit(commit)));
	}

	queue(selection: FailureSelection, isDone: boolean): Promise<Moved> {
		return this.#answer(() => this.#writer.queue(selection, isDone));
	}

	skip(selection: FailureSelection): Promise<Moved> {
		return this.#answer(() => this.#writer.skip(selection));
	}

	takeQueued(limit: number): Promise<readonly QueuedItem[]> {
		return this.#answer(() => this.#writer.takeQueued(limit).map(toQueuedItem));
	}

	failedItems(afterIndex: number, limit: number): Promise<readonly FailedItem[]> {
		return this.#answer(() => this.#writer.failedItems(afterIndex, limit).map(toFailedItem));
	}

	settledItems(indices: readonly number[]): Promise<readonly (SettledItem | undefined)[]> {
		return this.#answer(() => this.#writer.settledItems(indices).map(toSettledItem));
	}

	writeTail(lines: readonly string[]): Promise<void> {
		return this.#answer(() => this.#writer.writeTail(joinLines(lines)));
	}

	async close(): Promise<void> {
		this.#writer.close();
	}

	#answer<T>(work: () => T): Promise<T> {
		return new Promise((resolve, reject) => {
			setImmediate(() => {
				if (this.isDead) return;
				try {
					resolve(work());
				} catch (error) {
					reject(error);
				}
			});
		});
	}
}

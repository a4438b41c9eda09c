import {
	type Checkpoint,
	type Commit,
	type Counts,
	type DurationCounts,
	type FailedItem,
	type FailureSelection,
	interruptedFailure,
	type Moved,
	noCounts,
	noneMoved,
	type QueuedItem,
	type SettledItem,
	type SourcePosition,
	type StartedItem,
	type Store,
	without,
	withSkipped,
} from "../../../src/engine/index.ts";
import { DoneSet } from "../../../src/engine/model/doneSet.ts";

/** What would be on disk: outlives the stores that are opened over it, as a run folder does. */
export class MemoryDisk {
	state: Commit["state"] = "queued";
	reason: string | undefined;
	counts: Counts = noCounts;
	done = new DoneSet();
	/** No item above it has been done. */
	last = -1;
	lines: string[] = [];
	tail: string[] = [];
	total: number | undefined;
	activeMs = 0;
	sinks: Readonly<Record<string, number>> = {};
	failed = new Map<number, FailedItem>();
	waiting = new Map<number, FailedItem & { readonly isDone: boolean }>();
	starts = new Map<number, StartedItem>();
	position: SourcePosition | undefined;
	durations: DurationCounts = [];
	commits: Commit[] = [];

	/** Keeps what a test looks at afterwards. */
	keep(commit: Commit): void {
		this.commits.push({ ...commit, lines: [], settled: [] });
		for (const line of commit.lines) this.lines.push(line);
	}

	/** How many items have an outcome, including failed ones. */
	get settled(): number {
		return this.counts.succeeded + this.counts.failed + this.counts.rejected + this.counts.skipped;
	}

	markDone(index: number): void {
		this.done.add(index);
		this.last = Math.max(this.last, index);
	}

	/** What a host decides about items in doubt before it resumes the run. */
	decideInDoubt(outcome: "skipped" | "interrupted"): void {
		for (const { item, attempts, history } of this.starts.values()) {
			this.failed.set(item.index, {
				item,
				outcome,
				failure: interruptedFailure,
				groupId: "in doubt",
				attempts: attempts + 1,
				history,
			});
			this.waiting.delete(item.index);
			this.markDone(item.index);
			this.counts = { ...this.counts, [outcome]: this.counts[outcome] + 1 };
		}
		this.starts.clear();
	}
}

/** The store without a disk: commits take effect a turn of the event loop later, as they would from another thread. */
export class MemoryStore implements Store {
	readonly checkpoint: Checkpoint;
	readonly #disk: MemoryDisk;
	/** Set to see what a run does when its process dies: nothing reaches the disk any more. */
	dead = false;
	/** What every commit rejects with, as on a full disk. */
	refuses: Error | undefined;

	constructor(disk: MemoryDisk) {
		this.#disk = disk;
		disk.tail = [];
		const died = disk.state === "running" || disk.state === "paused";
		const done = new DoneSet(disk.done.watermark);
		for (let index = done.watermark; index <= disk.last; index++) if (disk.done.has(index)) done.add(index);
		this.checkpoint = {
			state: died ? "interrupted" : disk.state,
			counts: disk.counts,
			done,
			queued: disk.waiting.size,
			total: disk.total,
			activeMs: disk.activeMs,
			sinks: disk.sinks,
			position: disk.position,
			durations: disk.durations,
		};
	}

	async commit(commit: Commit): Promise<number> {
		await this.#turn();
		if (this.refuses) throw this.refuses;
		const disk = this.#disk;
		disk.keep(commit);
		disk.state = commit.state;
		disk.reason = commit.reason;
		disk.counts = commit.counts;
		disk.total = commit.total;
		disk.activeMs = commit.activeMs;
		disk.sinks = commit.sinks;
		for (const index of commit.settled) {
			disk.markDone(index);
			disk.waiting.delete(index);
		}
		for (const failed of commit.failed) disk.failed.set(failed.item.index, failed);
		for (const index of [...commit.settled, ...commit.released]) disk.starts.delete(index);
		for (const start of commit.started) disk.starts.set(start.item.index, start);
		disk.position = commit.position ?? disk.position;
		disk.durations = commit.durations ?? disk.durations;
		return disk.done.watermark;
	}

	async queue(selection: FailureSelection, isDone: boolean): Promise<Moved> {
		await this.#turn();
		const moved = { ...noneMoved };
		for (const failed of this.#select(selection)) {
			moved[failed.outcome]++;
			this.#disk.failed.delete(failed.item.index);
			this.#disk.waiting.set(failed.item.index, { ...failed, isDone });
		}
		this.#disk.counts = without(this.#disk.counts, moved);
		return moved;
	}

	async skip(selection: FailureSelection): Promise<Moved> {
		await this.#turn();
		const moved = { ...noneMoved };
		for (const failed of this.#select(selection)) {
			if (failed.outcome === "skipped") continue;
			moved[failed.outcome]++;
			this.#disk.failed.set(failed.item.index, { ...failed, outcome: "skipped" });
		}
		this.#disk.counts = withSkipped(this.#disk.counts, moved);
		return moved;
	}

	#taken = new Set<number>();

	async takeQueued(limit: number): Promise<readonly QueuedItem[]> {
		await this.#turn();
		const items = [...this.#disk.waiting.values()].filter(({ item }) => !this.#taken.has(item.index)).slice(0, limit);
		for (const { item } of items) this.#taken.add(item.index);
		return items.map(({ item, attempts, history, isDone }) => ({ item, attempts, history, isDone }));
	}

	async failedItems(afterIndex: number, limit: number): Promise<readonly FailedItem[]> {
		await this.#turn();
		const after = [...this.#disk.failed.values()].filter(({ item }) => item.index > afterIndex);
		return after.sort((a, b) => a.item.index - b.item.index).slice(0, limit);
	}

	async settledItems(indices: readonly number[]): Promise<readonly (SettledItem | undefined)[]> {
		await this.#turn();
		return indices.map((wanted) => {
			const failed = this.#disk.failed.get(wanted);
			if (failed || this.#disk.waiting.has(wanted)) return failed;
			const line = this.#disk.lines.map((text) => JSON.parse(text)).find(({ index }) => index === wanted);
			if (!line) return undefined;
			const { index, key, attempts, result } = line;
			return { outcome: "succeeded", index, attempts, key: JSON.stringify(key), result: JSON.stringify(result) };
		});
	}

	async writeTail(lines: readonly string[]): Promise<void> {
		await this.#turn();
		this.#disk.tail.push(...lines);
	}

	async close(): Promise<void> {
		await this.#turn();
	}

	#select({ outcome, category, groupId, indices }: FailureSelection): FailedItem[] {
		return [...this.#disk.failed.values()].filter(
			(failed) =>
				(outcome === undefined ? true : failed.outcome === outcome) &&
				(category === undefined || failed.failure.category === category) &&
				(groupId === undefined || failed.groupId === groupId) &&
				(indices === undefined || indices.includes(failed.item.index)),
		);
	}

	/** A dead process's calls never come back. */
	#turn(): Promise<void> {
		return new Promise((resolve) => {
			setImmediate(() => {
				if (!this.dead) resolve();
			});
		});
	}
}

import { DoneSet } from "../../../src/engine/doneSet.ts";
import {
	type Checkpoint,
	type Commit,
	type Counts,
	type FailedItem,
	type FailureSelection,
	type Moved,
	noCounts,
	type QueuedItem,
	type Store,
} from "../../../src/engine/index.ts";

/** What would be on disk: outlives the stores that are opened over it, as a run folder does. */
export class MemoryDisk {
	state: Commit["state"] = "queued";
	reason: string | undefined;
	counts: Counts = noCounts;
	done = new Set<number>();
	lines: string[] = [];
	tail: string[] = [];
	total: number | undefined;
	activeMs = 0;
	sinks: Readonly<Record<string, number>> = {};
	failed = new Map<number, FailedItem>();
	waiting = new Map<number, FailedItem>();
	commits: Commit[] = [];

	/** Every index that has an outcome, failed ones among them. */
	get settled(): number {
		return this.counts.succeeded + this.counts.failed + this.counts.skipped;
	}
}

/** The store without a disk: commits take effect a turn of the event loop later, as they would from another thread. */
export class MemoryStore implements Store {
	readonly checkpoint: Checkpoint;
	readonly #disk: MemoryDisk;
	/** Set to see what a run does when its process dies: nothing reaches the disk any more. */
	dead = false;

	constructor(disk: MemoryDisk) {
		this.#disk = disk;
		disk.tail = [];
		const died = disk.state === "running" || disk.state === "paused";
		const done = new DoneSet();
		for (const index of disk.done) done.add(index);
		this.checkpoint = {
			state: died ? "interrupted" : disk.state,
			counts: disk.counts,
			done,
			queued: disk.waiting.size,
			total: disk.total,
			activeMs: disk.activeMs,
			sinks: disk.sinks,
		};
	}

	async commit(commit: Commit): Promise<void> {
		await this.#turn();
		const disk = this.#disk;
		disk.commits.push({ ...commit, lines: [], settled: [] });
		disk.state = commit.state;
		disk.reason = commit.reason;
		disk.counts = commit.counts;
		disk.total = commit.total;
		disk.activeMs = commit.activeMs;
		disk.sinks = commit.sinks;
		for (const line of commit.lines) disk.lines.push(line);
		for (const index of commit.settled) {
			disk.done.add(index);
			disk.waiting.delete(index);
		}
		for (const failed of commit.failed) disk.failed.set(failed.item.index, failed);
	}

	async queue(selection: FailureSelection): Promise<Moved> {
		await this.#turn();
		const moved = { failed: 0, skipped: 0 };
		for (const failed of this.#select(selection)) {
			moved[failed.outcome]++;
			this.#disk.failed.delete(failed.item.index);
			this.#disk.waiting.set(failed.item.index, failed);
		}
		const { counts } = this.#disk;
		this.#disk.counts = { ...counts, failed: counts.failed - moved.failed, skipped: counts.skipped - moved.skipped };
		return moved;
	}

	async skip(selection: FailureSelection): Promise<Moved> {
		await this.#turn();
		const chosen = this.#select(selection).filter(({ outcome }) => outcome === "failed");
		for (const failed of chosen) this.#disk.failed.set(failed.item.index, { ...failed, outcome: "skipped" });
		const { counts } = this.#disk;
		this.#disk.counts = { ...counts, failed: counts.failed - chosen.length, skipped: counts.skipped + chosen.length };
		return { failed: chosen.length, skipped: 0 };
	}

	#taken = new Set<number>();

	async takeQueued(limit: number): Promise<readonly QueuedItem[]> {
		await this.#turn();
		const items = [...this.#disk.waiting.values()].filter(({ item }) => !this.#taken.has(item.index)).slice(0, limit);
		for (const { item } of items) this.#taken.add(item.index);
		return items.map(({ item, attempts, history }) => ({ item, attempts, history }));
	}

	async failedItems(afterIndex: number, limit: number): Promise<readonly FailedItem[]> {
		await this.#turn();
		const after = [...this.#disk.failed.values()].filter(({ item }) => item.index > afterIndex);
		return after.sort((a, b) => a.item.index - b.item.index).slice(0, limit);
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

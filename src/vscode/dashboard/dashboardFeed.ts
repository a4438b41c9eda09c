import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { ChangeMessage, Groups, Picture, RunNow } from "../../dashboard/protocol.ts";
import type { Counts } from "../../engine/model/counts.ts";
import type { Log } from "../../engine/model/ports.ts";
import type { RunView } from "../runs/runView.ts";

/** Time between two messages: numbers that change more often can't be read. */
const changeMs = 100;
/** Time between two readings of the error groups: each is a query of the store. */
const groupsMs = 1_000;
/** Error groups on the page; the view "Failed Items" has them all. */
const maxGroups = 50;
/** Characters of a group's message: the table has room for a few lines. */
const maxMessageLength = 500;
/** The page's charts keep no more points. */
const maxSamples = 600;

export interface DashboardFeedOptions {
	readonly clock: Clock;
	readonly log: Log;
	/** Resolves or rejects when the page has the change, or never will; the next one waits for that. */
	post(change: ChangeMessage): PromiseLike<unknown>;
}

/** What the feed needs of a run. */
export type FedRun = Pick<RunView, "runId" | "snapshot" | "live"> & {
	readonly reader: Pick<RunView["reader"], "samples" | "groups">;
};

/**
 * Tells a page what changed in its run. It queues no messages: it remembers that something changed, and sends the
 * current state when the next message is due. It sends nothing to a hidden page. When the page is visible again, the
 * feed leaves a gap in the sequence, so that the page asks for the whole picture.
 */
export class DashboardFeed implements Disposable {
	readonly #options: DashboardFeedOptions;
	#run: FedRun | undefined;
	#isVisible = true;
	#isDisposed = false;
	#sequence = 0;
	#hasNews = false;
	#isSending = false;
	#sentAt = Number.NEGATIVE_INFINITY;
	#timer: Disposable | undefined;
	#groups: Groups = { top: [], more: 0 };
	/** The counts when the groups were last read. */
	#groupsOf: Counts | undefined;
	#groupsAt = Number.NEGATIVE_INFINITY;

	constructor(options: DashboardFeedOptions) {
		this.#options = options;
	}

	/** After a reload, the page may be there before its run is found. */
	set run(run: FedRun) {
		this.#run = run;
		this.changed();
	}

	set visible(visible: boolean) {
		if (visible === this.#isVisible) return;
		this.#isVisible = visible;
		this.#timer?.dispose();
		this.#timer = undefined;
		if (!visible) return;
		this.#isSending = false;
		this.#sequence++;
		this.changed();
	}

	/** @throws Error when there is no run to show, or what its store throws */
	picture(): Picture {
		const run = this.#run;
		if (run === undefined) throw new Error("There is no run to show.");
		const now = this.#now(run);
		const samples = this.#read("samples", () => run.reader.samples(maxSamples)) ?? [];
		this.#readGroups(run, now.snapshot.counts);
		// A reloaded page never confirms the message that was sent to the one before.
		this.#isSending = false;
		return { sequence: this.#sequence, run: now, samples, groups: this.#groups };
	}

	changed(): void {
		this.#hasNews = true;
		this.#sendLater();
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#timer?.dispose();
	}

	#sendLater(): void {
		if (this.#isDisposed || !this.#isVisible || this.#isSending || this.#timer !== undefined) return;
		const delayMs = this.#sentAt + changeMs - this.#options.clock.monotonic();
		if (delayMs <= 0) this.#send();
		else {
			this.#timer = this.#options.clock.timer(delayMs, () => {
				this.#timer = undefined;
				this.#send();
			});
		}
	}

	#send(): void {
		const run = this.#run;
		if (run === undefined || this.#isSending) return;
		this.#hasNews = false;
		this.#sentAt = this.#options.clock.monotonic();
		const now = this.#read("state", () => this.#now(run));
		if (now === undefined) return;
		this.#isSending = true;
		const groups = this.#newGroups(run, now.snapshot.counts);
		const change: ChangeMessage = { kind: "change", sequence: ++this.#sequence, run: now, groups };
		const onDelivered = () => {
			this.#isSending = false;
			if (this.#hasNews) this.#sendLater();
		};
		this.#options.post(change).then(onDelivered, onDelivered);
	}

	#now(run: FedRun): RunNow {
		return { snapshot: run.snapshot, at: this.#options.clock.now(), live: run.live };
	}

	/** The groups if they changed. If they were read only just now, the next message brings them. */
	#newGroups(run: FedRun, counts: Counts): Groups | undefined {
		if (!this.#groupsAreStale(counts)) return undefined;
		if (this.#options.clock.monotonic() - this.#groupsAt < groupsMs) {
			this.#hasNews = true;
			return undefined;
		}
		const before = JSON.stringify(this.#groups);
		this.#readGroups(run, counts);
		return JSON.stringify(this.#groups) === before ? undefined : this.#groups;
	}

	/** Groups only change with a failure, a retry or a skip, which are all counted. */
	#groupsAreStale(counts: Counts): boolean {
		const before = this.#groupsOf;
		const counted = ["failed", "rejected", "skipped", "retries"] as const;
		return !before || counted.some((name) => counts[name] !== before[name]);
	}

	#readGroups(run: FedRun, counts: Counts): void {
		this.#groupsAt = this.#options.clock.monotonic();
		this.#groupsOf = counts;
		const groups = this.#read("error groups", () => run.reader.groups());
		if (groups === undefined) return;
		const top = groups
			.slice(0, maxGroups)
			.map((group) => ({ ...group, message: group.message.slice(0, maxMessageLength) }));
		this.#groups = { top, more: groups.length - top.length };
	}

	/** If the store can't be read, the page lacks one part and shows the others. */
	#read<T>(what: string, read: () => T): T | undefined {
		try {
			return read();
		} catch (error) {
			this.#options.log.error(`The dashboard could not read the ${what} of run ${this.#run?.runId}.`, error);
			return undefined;
		}
	}
}

import { existsSync } from "node:fs";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { Emitter, type Event } from "../../base/emitter.ts";
import type { Moved } from "../../engine/model/counts.ts";
import type { Log } from "../../engine/model/ports.ts";
import { isActive } from "../../engine/model/runState.ts";
import type { Job } from "../../job/file/job.ts";
import type { LaunchOptions } from "../../job/launch/launchOptions.ts";
import type { OpenQuestion } from "../../job/launch/undecidedError.ts";
import type { SelectedText } from "../../sources/sourceKind.ts";
import type { RunInfo } from "../../store/database/runInfo.ts";
import type { RunListing } from "../../store/history/runList.ts";
import { RunModel } from "./runModel.ts";
import type { Decision, RunEnd, RunView } from "./runView.ts";

/** A run folder that cannot be read. It is kept as it is. */
export interface DamagedRun {
	readonly runId: string;
	readonly folder: string;
	/** What is wrong with it, as a sentence. */
	readonly problem: string;
}

/** What every launch takes from the user's settings and secrets. */
export type LaunchInfo = Pick<LaunchOptions, "variableSources" | "defaults" | "limits">;

export interface RunsOptions {
	/** Absolute; made with the first run. */
	readonly runsFolder: string;
	readonly log: Log;
	/** As they are now. @param baseFolder of the job */
	launchInfo(baseFolder: string): Promise<LaunchInfo>;
	/** @throws Error worded for the person, while nothing may run */
	assertMayRun(): void;
	/** Asks what a run cannot go on without. Undefined: it is not to go on. */
	askDecision(question: OpenQuestion, jobName: string): Promise<Decision | undefined>;
}

/** How often runs of other processes are looked at, ms. */
const pollMs = 1_000;
/** How long attempts under way may keep the window from closing, ms. VS Code itself waits 5 s. */
const closeMs = 2_000;

/** Every run of the workspace: the one model that views, status bar and dashboard look at. */
export class Runs implements Disposable {
	/** A run is new, has changed, or is gone ({@link get} then gives undefined). */
	readonly onDidChange: Event<RunView>;
	/** Runs of this window alone. */
	readonly onDidEnd: Event<RunEnd>;
	/** Items of a stopped run were queued: they wait for its resume. */
	readonly onDidQueue: Event<{ readonly entry: RunView; readonly moved: Moved }>;

	readonly #options: RunsOptions;
	readonly #entries = new Map<string, RunModel>();
	#damaged: readonly DamagedRun[] = [];
	readonly #store = new DisposableStore();
	readonly #changed: Emitter<RunView>;
	readonly #ended: Emitter<RunEnd>;
	readonly #queued: Emitter<{ readonly entry: RunView; readonly moved: Moved }>;
	#pollTimer: Disposable | undefined;
	#disposed = false;

	constructor(options: RunsOptions) {
		this.#options = options;
		const onError = (error: unknown) => options.log.error("A view of the runs threw.", error);
		this.#changed = this.#store.add(new Emitter(onError));
		this.#ended = this.#store.add(new Emitter(onError));
		this.#queued = this.#store.add(new Emitter(onError));
		this.onDidChange = this.#changed.event;
		this.onDidEnd = this.#ended.event;
		this.onDidQueue = this.#queued.event;
	}

	/** Newest first. */
	all(): readonly RunView[] {
		return [...this.#entries.values()].sort((a, b) => b.info.createdAt - a.info.createdAt);
	}

	get(runId: string): RunView | undefined {
		return this.#entries.get(runId);
	}

	get damaged(): readonly DamagedRun[] {
		return this.#damaged;
	}

	/** Finds the runs on disk. What reads them is loaded only here, so that activation stays quick. */
	async load(): Promise<readonly RunListing[]> {
		const { listRuns } = await import("../../store/history/runList.ts");
		const listings = listRuns(this.#options.runsFolder);
		this.#damaged = listings.filter((listing) => listing.problem !== undefined);
		for (const listing of listings) {
			if (listing.problem !== undefined || this.#entries.has(listing.runId)) continue;
			const entry = await this.#newEntry(listing.runId, listing.folder, listing.info);
			this.#changed.fire(entry);
		}
		this.#pollLater();
		return listings;
	}

	/** Plans the job and starts it. @throws UsageError when it cannot be run as it is */
	async start(job: Job, selection?: SelectedText): Promise<RunView> {
		this.#options.assertMayRun();
		const { startRun } = await import("../../job/launch/launch.ts");
		const launched = await startRun(job, { ...(await this.#launchOptions(job.baseFolder)), selection });
		const entry = await this.#newEntry(launched.run.id, launched.folder, undefined);
		entry.attach(launched);
		return entry;
	}

	/** Removes a run and its folder. @throws Error worded for the person while somebody runs it */
	async delete(runId: string): Promise<void> {
		const { deleteRun } = await import("../../store/history/runList.ts");
		const entry = this.#entries.get(runId);
		const damaged = this.#damaged.find((run) => run.runId === runId);
		const folder = entry?.folder ?? damaged?.folder;
		if (folder === undefined) return;
		entry?.dispose();
		await deleteRun(folder);
		this.#entries.delete(runId);
		this.#damaged = this.#damaged.filter((run) => run !== damaged);
		if (entry) this.#changed.fire(entry);
	}

	/** Starts no more items and lets those under way end, for a short while: what is on disk then is what was done. */
	async close(): Promise<void> {
		await Promise.all([...this.#entries.values()].map((entry) => entry.quiesce(closeMs)));
	}

	dispose(): void {
		this.#disposed = true;
		this.#pollTimer?.dispose();
		for (const entry of this.#entries.values()) entry.dispose();
		this.#store.dispose();
	}

	async #newEntry(runId: string, folder: string, info: RunInfo | undefined): Promise<RunModel> {
		const { RunReader } = await import("../../store/runReader.ts");
		const entry = new RunModel(runId, folder, info, {
			openReader: () => new RunReader(folder),
			assertMayRun: () => this.#options.assertMayRun(),
			askDecision: (question, jobName) => this.#options.askDecision(question, jobName),
			launchOptions: (baseFolder) => this.#launchOptions(baseFolder),
			log: this.#options.log,
			onChange: (changed) => this.#changed.fire(changed),
			onEnd: (end) => this.#onEnd(end),
			onQueue: (queued, moved) => this.#queued.fire({ entry: queued, moved }),
		});
		this.#entries.set(runId, entry);
		return entry;
	}

	#onEnd(end: RunEnd): void {
		// A run whose output could not even be opened leaves nothing behind.
		if (!existsSync(end.entry.folder)) {
			this.#entries.delete(end.entry.runId);
			this.#changed.fire(end.entry);
		}
		this.#ended.fire(end);
	}

	async #launchOptions(baseFolder: string): Promise<LaunchOptions> {
		const { runsFolder, log } = this.#options;
		return { ...(await this.#options.launchInfo(baseFolder)), runsFolder, clock: systemClock, log };
	}

	/** A run that another process has in hand tells us nothing by itself. */
	#pollLater(): void {
		const others = [...this.#entries.values()].filter((entry) => !entry.live && isActive(entry.snapshot.state));
		if (others.length === 0 || this.#disposed) return;
		this.#pollTimer = systemClock.timer(pollMs, () => {
			for (const entry of others) entry.poll();
			this.#pollLater();
		});
	}
}

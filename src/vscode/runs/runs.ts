import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { Emitter, type Event } from "../../base/emitter.ts";
import type { Moved } from "../../engine/model/counts.ts";
import type { Log } from "../../engine/model/ports.ts";
import { isActive } from "../../engine/model/runState.ts";
import type { Job } from "../../job/file/job.ts";
import type { LaunchOptions, RetryOptions } from "../../job/launch/launchOptions.ts";
import type { StartDecisions } from "../../job/launch/startJob.ts";
import type { InputValues } from "../../job/plan/inputs.ts";
import type { SelectedText } from "../../sources/sourceKind.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import type { RunListing } from "../../store/history/runList.ts";
import { messages } from "../texts/messages.ts";
import { FolderChanges } from "./folderChanges.ts";
import { launchAsking } from "./launchAsking.ts";
import { retriedRuns } from "./retries.ts";
import { RunModel } from "./runModel.ts";
import type { Decision, RunEnd, RunQuestion, RunView } from "./runView.ts";
import { taken } from "./takenOutputs.ts";

/** A run folder that cannot be read. It is left alone. */
export interface DamagedRun {
	readonly runId: string;
	readonly folder: string;
	/** A sentence that says what is wrong with it. */
	readonly problem: string;
}

/** What every launch takes from the user's settings and secrets. */
export type LaunchInfo = Pick<LaunchOptions, "variableSources" | "defaults" | "limits" | "proxies">;

/** The folders that runs are kept in. Each is absolute, and need not exist. */
export interface RunHomes {
	all(): readonly string[];
	/** Where a new run is kept. @param baseFolder of its job */
	of(baseFolder: string): string;
	/** A run was made there. */
	madeIn(home: string): void;
}

export interface RunsOptions {
	readonly homes: RunHomes;
	readonly log: Log;
	/** Reads the current settings and secrets. @param baseFolder of the job */
	launchInfo(baseFolder: string): Promise<LaunchInfo>;
	/** @throws Error with a message for the user while nothing may run */
	assertMayRun(): void;
	/** Asks for a decision that resuming a run needs. Undefined: the run is not to be resumed. */
	askDecision(question: RunQuestion, jobName: string): Promise<Decision | undefined>;
}

/** How often it is looked for what other processes do, ms. */
const pollMs = 1_000;
/** How long attempts in flight may delay the closing of the window, ms. VS Code itself waits 5 s. */
const closeMs = 2_000;

/** Every run of the workspace: the model behind the views, the status bar and the dashboard. */
export class Runs implements Disposable {
	/** A run is new, changed, or was deleted ({@link get} then returns undefined). */
	readonly onDidChange: Event<RunView>;
	/** A run of this window ended. */
	readonly onDidEnd: Event<RunEnd>;
	/** Items of a stopped run were queued: they are retried when it is resumed. */
	readonly onDidQueue: Event<{ readonly entry: RunView; readonly moved: Moved }>;
	/** Items of a run that is done are retried, and the user should know something of that, such as what has changed. */
	readonly onDidRetry: Event<{ readonly entry: RunView; readonly notes: readonly string[] }>;
	/** A run has ended, and the notification that its job asks for could not be sent. */
	readonly onDidNotNotify: Event<{ readonly entry: RunView; readonly problem: string }>;

	readonly #options: RunsOptions;
	readonly #entries = new Map<string, RunModel>();
	#damaged: readonly DamagedRun[] = [];
	readonly #store = new DisposableStore();
	readonly #changed: Emitter<RunView>;
	readonly #ended: Emitter<RunEnd>;
	readonly #queued: Emitter<{ readonly entry: RunView; readonly moved: Moved }>;
	readonly #retried: Emitter<{ readonly entry: RunView; readonly notes: readonly string[] }>;
	readonly #unnotified: Emitter<{ readonly entry: RunView; readonly problem: string }>;
	#pollTimer: Disposable | undefined;
	readonly #changes = new FolderChanges();
	#isDisposed = false;

	constructor(options: RunsOptions) {
		this.#options = options;
		const onError = (error: unknown) => options.log.error("A view of the runs threw.", error);
		this.#changed = this.#store.add(new Emitter(onError));
		this.#ended = this.#store.add(new Emitter(onError));
		this.#queued = this.#store.add(new Emitter(onError));
		this.#retried = this.#store.add(new Emitter(onError));
		this.#unnotified = this.#store.add(new Emitter(onError));
		this.onDidChange = this.#changed.event;
		this.onDidEnd = this.#ended.event;
		this.onDidQueue = this.#queued.event;
		this.onDidRetry = this.#retried.event;
		this.onDidNotNotify = this.#unnotified.event;
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

	/**
	 * Finds the runs on disk, and from then on sees what other processes do. Loads the code for that only here, so that
	 * activation stays fast.
	 * @returns those that were not known before
	 */
	async load(): Promise<readonly RunListing[]> {
		const { listRuns } = await import("../../store/history/runList.ts");
		const known = new Set([...this.#entries.keys(), ...this.#damaged.map(({ runId }) => runId)]);
		const listings = this.#options.homes.all().flatMap((home) => listRuns(home, known));
		const damaged = listings.filter((listing) => listing.problem !== undefined);
		this.#damaged = [...this.#damaged, ...damaged].filter(({ folder }) => existsSync(folder));
		for (const listing of listings) {
			if (listing.problem !== undefined || this.#entries.has(listing.runId)) continue;
			const entry = await this.#newEntry(listing.runId, listing.folder, listing.info);
			this.#changed.fire(entry);
		}
		this.#pollLater();
		return listings;
	}

	/**
	 * Plans the job and starts it.
	 * @param decisions on its earlier runs; by default only an active one keeps it from being started
	 * @param inputs what the user has chosen; by default, those of the job are wanted
	 * @throws StandingError where these leave something open; InputsNeededError; UsageError if the job can't be run
	 */
	async start(
		job: Job,
		selection?: SelectedText,
		decisions: StartDecisions = { unfinished: "startOver", again: true },
		inputs: InputValues | "ask" = "ask",
	): Promise<RunView> {
		this.#options.assertMayRun();
		const { startJob } = await import("../../job/launch/startJob.ts");
		const home = this.#options.homes.of(job.baseFolder);
		const options = { ...(await this.#launchOptions(job.baseFolder, home)), selection, inputs };
		const started = await startJob(job, options, decisions);
		const launched = await taken(started.launched);
		this.#options.homes.madeIn(home);
		const entry = await this.#newEntry(launched.run.id, launched.folder, undefined);
		entry.attach(launched);
		return entry;
	}

	/**
	 * Tries failed, rejected or skipped items of a run again, with other values, as a run of its own.
	 * @param itemsFile absolute: the edited output of `failed --jsonl` or `--csv`
	 * @throws UsageError, with the line of the file
	 */
	async retryItems(run: RunView, itemsFile: string): Promise<RunView> {
		this.#options.assertMayRun();
		return this.#retry(run, { itemsFile, skipped: true });
	}

	/** What the run would be launched with now. */
	launchOptionsOf({ folder, info }: RunView): Promise<LaunchOptions> {
		return this.#launchOptions(info.baseFolder, dirname(folder));
	}

	/** Deletes a run and its folder. @throws Error with a message for the user while any process runs it */
	async delete(runId: string): Promise<void> {
		const { deleteRun } = await import("../../store/history/deleteRun.ts");
		const entry = this.#entries.get(runId);
		const damaged = this.#damaged.find((run) => run.runId === runId);
		const folder = entry?.folder ?? damaged?.folder;
		if (folder === undefined) return;
		entry?.dispose();
		const { enterBeforeDeletion } = await import("../../job/launch/retry/enterOutcomes.ts");
		await enterBeforeDeletion(folder);
		await deleteRun(folder);
		this.#entries.delete(runId);
		this.#damaged = this.#damaged.filter((run) => run !== damaged);
		if (entry) this.#changed.fire(entry);
	}

	/** Starts no more items and gives those in flight a short time to end, so that their outcomes get to the disk. */
	async close(): Promise<void> {
		await Promise.all([...this.#entries.values()].map((entry) => entry.quiesce(closeMs)));
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#pollTimer?.dispose();
		for (const entry of this.#entries.values()) entry.dispose();
		this.#store.dispose();
	}

	/** @returns the run itself if the user does not want that after all */
	async #retry(run: RunView, choice: Pick<RetryOptions, "itemsFile" | "skipped" | "selected">): Promise<RunView> {
		const { folder, info } = run;
		const { retryRun } = await import("../../job/launch/retry/retryRun.ts");
		const { CutShortError } = await import("../../job/launch/retry/cutShortError.ts");
		const options = await this.#launchOptions(info.baseFolder, dirname(folder));
		const asking = launchAsking(
			(decided) => retryRun(folder, { ...options, ...choice, ...decided }),
			(question) => this.#options.askDecision(question, info.jobName),
		);
		const launched = await asking.catch((error: unknown) => {
			if (!(error instanceof CutShortError)) throw error;
			throw new Error(messages.retryCutShort(info.jobName), { cause: error });
		});
		if (!launched) return run;
		const { id } = launched.run;
		// One that was cut short goes on.
		const entry = this.#entries.get(id) ?? (await this.#newEntry(id, launched.folder, undefined));
		entry.attach(launched);
		if (launched.notes.length > 0) this.#retried.fire({ entry, notes: launched.notes });
		return entry;
	}

	async #newEntry(runId: string, folder: string, info: RunInfo | undefined): Promise<RunModel> {
		const { RunReader } = await import("../../store/runReader.ts");
		const entry = new RunModel(runId, folder, info, {
			openReader: () => new RunReader(folder),
			assertMayRun: () => this.#options.assertMayRun(),
			askDecision: (question, jobName) => this.#options.askDecision(question, jobName),
			launchOptions: (baseFolder) => this.#launchOptions(baseFolder, dirname(folder)),
			retryEnded: (run, selected) => this.#retry(run, { selected }),
			log: this.#options.log,
			onChange: (changed) => this.#changed.fire(changed),
			onEnd: (end) => this.#onEnd(end),
			onUnnotified: (ended, problem) => this.#unnotified.fire({ entry: ended, problem }),
			onQueue: (queued, moved) => this.#queued.fire({ entry: queued, moved }),
		});
		this.#entries.set(runId, entry);
		return entry;
	}

	#onEnd(end: RunEnd): void {
		// What a retry has settled is entered into the runs before it by now.
		for (const { runId } of retriedRuns(end.entry, this.all())) this.#entries.get(runId)?.poll();
		// The folder is gone if the run's output could not even be opened.
		if (!existsSync(end.entry.folder)) {
			this.#entries.delete(end.entry.runId);
			this.#changed.fire(end.entry);
		}
		this.#ended.fire(end);
	}

	async #launchOptions(baseFolder: string, runsFolder: string): Promise<LaunchOptions> {
		const { log } = this.#options;
		return { ...(await this.#options.launchInfo(baseFolder)), runsFolder, clock: systemClock, log };
	}

	/** Runs that other processes make, run, change or delete are seen by what changes in their folders. */
	#pollLater(): void {
		this.#pollTimer?.dispose();
		if (this.#isDisposed) return;
		this.#pollTimer = systemClock.timer(pollMs, () => {
			void this.#look()
				.catch((error: unknown) => this.#options.log.error("Runs of other processes could not be read.", error))
				.then(() => this.#pollLater());
		});
	}

	async #look(): Promise<void> {
		const homes = this.#options.homes.all().filter((home) => this.#changes.mayHaveNew(home));
		if (homes.length > 0) await this.load();
		for (const entry of [...this.#entries.values()]) {
			if (entry.live) continue;
			const change = this.#changes.of(entry.folder);
			if (change === "gone") this.#forget(entry);
			else if (change === "changed" || isActive(entry.snapshot.state)) entry.poll();
		}
	}

	#forget(entry: RunModel): void {
		entry.dispose();
		this.#entries.delete(entry.runId);
		this.#changed.fire(entry);
	}
}

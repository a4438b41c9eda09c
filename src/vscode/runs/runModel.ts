import { existsSync } from "node:fs";
import type { Disposable } from "../../base/disposable.ts";
import { Emitter } from "../../base/emitter.ts";
import { durationsFrom } from "../../engine/index.ts";
import type { Moved } from "../../engine/model/counts.ts";
import type { FailureSelection, Log } from "../../engine/model/ports.ts";
import { isResumable, nextState } from "../../engine/model/runState.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import { noTuning } from "../../engine/model/tuning.ts";
import type { Launched } from "../../job/launch/launch.ts";
import type { LaunchOptions, ResumeOptions } from "../../job/launch/launchOptions.ts";
import type { StoredChange } from "../../job/launch/retry/changeStored.ts";
import { StandingError } from "../../job/launch/standing/standingError.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import type { RunReader } from "../../store/runReader.ts";
import { errorText } from "../texts/errorText.ts";
import { messages } from "../texts/messages.ts";
import { launchAsking } from "./launchAsking.ts";
import type { Decision, RunEnd, RunQuestion, RunView } from "./runView.ts";

/** What a run needs from {@link Runs}, which owns it. */
export interface RunModelHost {
	readonly log: Log;
	/** @throws DamagedRunError */
	openReader(): RunReader;
	/** @throws Error with a message for the user while nothing may run */
	assertMayRun(): void;
	launchOptions(baseFolder: string): Promise<LaunchOptions>;
	/** Undefined: the run is not to be resumed. */
	askDecision(question: RunQuestion, jobName: string): Promise<Decision | undefined>;
	/** Tries items of the run, which is over, again: as a run of its own. @returns the run itself if the user does not want it */
	retryEnded(entry: RunView, selections: readonly FailureSelection[]): Promise<RunView>;
	onChange(entry: RunView): void;
	onEnd(end: RunEnd): void;
	/** The notification that its job asks for could not be sent. */
	onUnnotified(entry: RunView, problem: string): void;
	onQueue(entry: RunView, moved: Moved): void;
}

/** A run folder, and the run in it while this window runs it. */
export class RunModel implements RunView, Disposable {
	readonly runId: string;
	readonly folder: string;
	readonly #host: RunModelHost;
	readonly #changed: Emitter<Snapshot>;
	#info: RunInfo | undefined;
	#isOnSelection: boolean | undefined;
	#reader: RunReader | undefined;
	#launched: Launched | undefined;
	/** Set while the run is being resumed from disk: a second click must not resume it twice. */
	#opening: Promise<void> | undefined;
	#following: Promise<void> = Promise.resolve();
	/** The state on disk; not used while the run is live. */
	#stored: Snapshot | undefined;

	/** @param info undefined: read it on first use */
	constructor(runId: string, folder: string, info: RunInfo | undefined, host: RunModelHost) {
		this.runId = runId;
		this.folder = folder;
		this.#info = info;
		this.#host = host;
		this.#changed = new Emitter((error) => host.log.error("A view of the run threw.", error));
	}

	get onDidChange() {
		return this.#changed.event;
	}

	get info(): RunInfo {
		this.#info ??= this.reader.info;
		return this.#info;
	}

	get isOnSelection(): boolean {
		this.#isOnSelection ??= existsSync(runFolderAt(this.folder).selection);
		return this.#isOnSelection;
	}

	get live(): boolean {
		return this.#launched !== undefined;
	}

	get reader(): RunReader {
		this.#reader ??= this.#host.openReader();
		return this.#reader;
	}

	get snapshot(): Snapshot {
		if (this.#launched) return this.#launched.run.snapshot;
		this.#stored ??= this.#readSnapshot();
		return this.#stored;
	}

	/** Starts a launched run, and follows it to its end. */
	attach(launched: Launched): void {
		for (const note of launched.notes) this.#host.log.info(`${launched.run.snapshot.jobName}: ${note}`);
		this.#launched = launched;
		const subscription = launched.run.onDidChange(() => this.#fire());
		const onOver = () => {
			subscription.dispose();
			this.#stored = launched.run.snapshot;
			this.#launched = undefined;
		};
		this.#following = launched.finish().then(
			(summary) => {
				onOver();
				this.#fire();
				this.#host.onEnd({ entry: this, summary, error: undefined });
				void this.#notify(launched);
			},
			(error: unknown) => {
				onOver();
				this.poll();
				this.#host.onEnd({ entry: this, summary: undefined, error });
			},
		);
		this.#fire();
	}

	/** Checks whether another process has changed it. */
	poll(): void {
		if (this.#launched) return;
		const before = this.#stored;
		this.#stored = this.#readSnapshot();
		if (JSON.stringify(before) !== JSON.stringify(this.#stored)) this.#fire();
	}

	tryNow(): void {
		this.#launched?.run.tryNow();
	}

	pause(): void {
		this.#launched?.run.pause();
	}

	cancel(): void {
		this.#launched?.run.cancel();
	}

	async resume(): Promise<void> {
		this.#host.assertMayRun();
		if (this.#launched) this.#launched.run.resume();
		else await this.#open();
	}

	async retry(selections: readonly FailureSelection[]): Promise<RunView> {
		this.#host.assertMayRun();
		if (this.#launched) return this.#retryHere(selections);
		if (!nextState(this.snapshot.state, "retry")) {
			for (const selection of selections) this.#host.onQueue(this, await this.#changeStored("retry", selection));
			return this;
		}
		const [doubtful, ended] = [selections.filter(isInDoubt), selections.filter((one) => !isInDoubt(one))];
		// What may have been done already is done again as it was: with the same value under the same idempotency key.
		if (ended.length > 0 && doubtful.length > 0) throw new Error(messages.retryDoubtApart);
		if (ended.length > 0) return this.#host.retryEnded(this, ended);
		return this.#retryHere(doubtful);
	}

	async markDone(selection: FailureSelection): Promise<void> {
		this.#host.assertMayRun();
		if (this.#launched) await this.#launched.run.markDone(selection);
		else if (nextState(this.snapshot.state, "retry")) await this.#open({ markDone: selection });
		else this.#host.onQueue(this, await this.#changeStored("done", selection));
	}

	async skip(selection: FailureSelection): Promise<void> {
		if (this.#launched) await this.#launched.run.skip(selection);
		else await this.#changeStored("skip", selection);
	}

	/** Starts no more items; resolves when those in flight have ended and are on disk, or after `limitMs`. */
	async quiesce(limitMs: number): Promise<void> {
		const run = this.#launched?.run;
		if (!run) return;
		run.pause();
		const idle = new Promise<void>((resolve) => {
			// A run that was already paused fires no further change.
			if (run.snapshot.inFlight === 0) {
				resolve();
				return;
			}
			const subscription = run.onDidChange(({ inFlight }) => {
				if (inFlight > 0) return;
				subscription.dispose();
				resolve();
			});
		});
		// No item in flight does not mean that all is on disk: the last outcomes may still wait for the next commit.
		const saved = idle
			.then(() => run.saved())
			.catch((error: unknown) => this.#host.log.error("A run could not be saved.", error));
		await Promise.race([saved, this.#following, new Promise((resolve) => setTimeout(resolve, limitMs))]);
	}

	dispose(): void {
		this.#changed.dispose();
		this.#reader?.dispose();
		this.#reader = undefined;
	}

	async #retryHere(selections: readonly FailureSelection[]): Promise<RunView> {
		for (const selection of selections) {
			if (this.#launched) await this.#launched.run.retry(selection);
			else await this.#open({ retry: selection });
		}
		return this;
	}

	/** @param again items to retry or to mark as done, besides those that are left */
	async #open(again?: Pick<ResumeOptions, "retry" | "markDone">): Promise<void> {
		if (!again && !isResumable(this.snapshot.state)) throw new Error(messages.nothingToResume(this.info.jobName));
		this.#opening ??= this.#launch(again ?? {}).finally(() => {
			this.#opening = undefined;
		});
		await this.#opening;
	}

	async #launch(again: Pick<ResumeOptions, "retry" | "markDone">): Promise<void> {
		const { resumeRun } = await import("../../job/launch/launch.ts");
		const options = await this.#host.launchOptions(this.info.baseFolder);
		const asking = launchAsking(
			(decided) => resumeRun(this.folder, { ...options, ...again, ...decided }),
			(question) => this.#host.askDecision(question, this.info.jobName),
		);
		const launched = await asking.catch((error: unknown) => {
			if (!(error instanceof StandingError)) throw error;
			throw new Error(messages.otherRunActive(this.info.jobName), { cause: error });
		});
		if (launched) this.attach(launched);
	}

	async #changeStored(kind: StoredChange, selection: FailureSelection): Promise<Moved> {
		const { changeStored } = await import("../../job/launch/retry/changeStored.ts");
		try {
			return await changeStored(this.folder, kind, selection, await this.#host.launchOptions(this.info.baseFolder));
		} finally {
			this.#stored = undefined;
			this.#fire();
		}
	}

	#readSnapshot(): Snapshot {
		try {
			return this.#snapshotOnDisk();
		} catch (error) {
			if (!this.#stored) throw error;
			// Shows the last known state as interrupted: throwing would break every view.
			return { ...this.#stored, state: "interrupted", reason: messages.unreadableRun(errorText(error)) };
		}
	}

	#snapshotOnDisk(): Snapshot {
		const { state, reason, counts, total, activeMs, queued, durations, sameKeys } = this.reader.status();
		return {
			runId: this.runId,
			jobName: this.info.jobName,
			state,
			reason,
			counts,
			sameKeys,
			total: total === undefined ? undefined : { count: total, exact: true },
			inFlight: 0,
			waiting: queued,
			blockedOn: undefined,
			slowedBy: undefined,
			alerts: [],
			itemsPerSecond: 0,
			durations: durationsFrom(durations),
			etaMs: undefined,
			activeMs,
			concurrency: 0,
			tuning: noTuning,
			laneTime: undefined,
		};
	}

	async #notify(launched: Launched): Promise<void> {
		if (!launched.notifier) return;
		const { notifyEnd } = await import("../../report/notifyEnd.ts");
		const problem = await notifyEnd(launched).catch(errorText);
		if (problem !== undefined) this.#host.onUnnotified(this, problem);
	}

	/** Tells those who follow this run, and those who follow all runs. */
	#fire(): void {
		this.#changed.fire(this.snapshot);
		this.#host.onChange(this);
	}
}

function isInDoubt({ outcome }: FailureSelection): boolean {
	return outcome !== undefined && [outcome].flat().every((one) => one === "interrupted");
}

import type { Disposable } from "../../base/disposable.ts";
import { Emitter } from "../../base/emitter.ts";
import { durationsFrom } from "../../engine/index.ts";
import type { Moved } from "../../engine/model/counts.ts";
import type { FailureSelection, Log } from "../../engine/model/ports.ts";
import { isResumable, nextState } from "../../engine/model/runState.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import { noTuning } from "../../engine/model/tuning.ts";
import type { StoredChange } from "../../job/launch/changeStored.ts";
import type { Launched } from "../../job/launch/launch.ts";
import type { LaunchOptions, ResumeOptions } from "../../job/launch/launchOptions.ts";
import { type OpenQuestion, UndecidedError } from "../../job/launch/undecidedError.ts";
import type { RunInfo } from "../../store/database/runInfo.ts";
import type { RunReader } from "../../store/runReader.ts";
import { errorText } from "../texts/errorText.ts";
import { messages } from "../texts/messages.ts";
import type { Decision, RunEnd, RunView } from "./runView.ts";

/** What a run needs of the model that it belongs to. */
export interface RunModelHost {
	readonly log: Log;
	/** @throws DamagedRunError */
	openReader(): RunReader;
	/** @throws Error worded for the person, while nothing may run */
	assertMayRun(): void;
	launchOptions(baseFolder: string): Promise<LaunchOptions>;
	/** Undefined: the run is not to go on. */
	askDecision(question: OpenQuestion, jobName: string): Promise<Decision | undefined>;
	onChange(entry: RunView): void;
	onEnd(end: RunEnd): void;
	onQueue(entry: RunView, moved: Moved): void;
}

/** A run folder, and the run in it while this window runs it. */
export class RunModel implements RunView, Disposable {
	readonly runId: string;
	readonly folder: string;
	readonly #host: RunModelHost;
	readonly #changed: Emitter<Snapshot>;
	#info: RunInfo | undefined;
	#reader: RunReader | undefined;
	#launched: Launched | undefined;
	/** While it is being opened again: a second click must not open it twice. */
	#opening: Promise<void> | undefined;
	#following: Promise<void> = Promise.resolve();
	/** As it lies on disk; of no account while it is live. */
	#stored: Snapshot | undefined;

	/** @param info undefined where they are still to be read */
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

	/** Takes over a run that was launched, and starts it. */
	attach(launched: Launched): void {
		for (const note of launched.notes) this.#host.log.info(`${launched.run.snapshot.jobName}: ${note}`);
		this.#launched = launched;
		const subscription = launched.run.onDidChange(() => this.#fire());
		const over = () => {
			subscription.dispose();
			this.#stored = launched.run.snapshot;
			this.#launched = undefined;
		};
		this.#following = launched.finish().then(
			(summary) => {
				over();
				this.#fire();
				this.#host.onEnd({ entry: this, summary, error: undefined });
			},
			(error: unknown) => {
				over();
				this.poll();
				this.#host.onEnd({ entry: this, summary: undefined, error });
			},
		);
		this.#fire();
	}

	/** Looks whether another process has brought it on. */
	poll(): void {
		if (this.#launched) return;
		const before = this.#stored;
		this.#stored = this.#readSnapshot();
		if (JSON.stringify(before) !== JSON.stringify(this.#stored)) this.#fire();
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

	async retry(selection: FailureSelection): Promise<void> {
		this.#host.assertMayRun();
		if (this.#launched) {
			await this.#launched.run.retry(selection);
		} else if (nextState(this.snapshot.state, "retry")) {
			await this.#open({ retry: selection });
		} else {
			this.#host.onQueue(this, await this.#changeStored("retry", selection));
		}
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

	/** Starts no more items; resolves when those under way have ended and are on disk, or after `limitMs`. */
	async quiesce(limitMs: number): Promise<void> {
		const run = this.#launched?.run;
		if (!run) return;
		run.pause();
		const settled = new Promise<void>((resolve) => {
			// One that was paused before has nothing more to tell of.
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
		// A commit that was on its way tells of no item in flight, too, while the last outcomes wait for the next one.
		const saved = settled
			.then(() => run.saved())
			.catch((error: unknown) => this.#host.log.error("A run could not be saved.", error));
		await Promise.race([saved, this.#following, new Promise((resolve) => setTimeout(resolve, limitMs))]);
	}

	dispose(): void {
		this.#changed.dispose();
		this.#reader?.dispose();
		this.#reader = undefined;
	}

	/** @param again items to run again or to be taken as done, besides what is left */
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
		let decided: Decision = {};
		for (;;) {
			try {
				this.attach(await resumeRun(this.folder, { ...options, ...again, ...decided }));
				return;
			} catch (error) {
				if (!(error instanceof UndecidedError)) throw error;
				const decision = await this.#host.askDecision(error.question, this.info.jobName);
				if (!decision) return;
				decided = { ...decided, ...decision };
			}
		}
	}

	async #changeStored(kind: StoredChange, selection: FailureSelection): Promise<Moved> {
		const { changeStored } = await import("../../job/launch/changeStored.ts");
		try {
			return await changeStored(this.folder, kind, selection);
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
			// What was seen last, but for nobody being at it: a view that breaks helps no one.
			return { ...this.#stored, state: "interrupted", reason: messages.unreadableRun(errorText(error)) };
		}
	}

	#snapshotOnDisk(): Snapshot {
		const { state, reason, counts, total, activeMs, queued, durations } = this.reader.status();
		return {
			runId: this.runId,
			jobName: this.info.jobName,
			state,
			reason,
			counts,
			total: total === undefined ? undefined : { count: total, exact: true },
			inFlight: 0,
			waiting: queued,
			blockedOn: undefined,
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

	/** Without a listener's say in it, as the run and the model both tell of it. */
	#fire(): void {
		this.#changed.fire(this.snapshot);
		this.#host.onChange(this);
	}
}

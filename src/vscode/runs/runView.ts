import type { Event } from "../../base/emitter.ts";
import type { FailureSelection, Snapshot, Summary } from "../../engine/index.ts";
import type { OpenQuestion } from "../../job/launch/inDoubt/undecidedError.ts";
import type { ResumeOptions } from "../../job/launch/launchOptions.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import type { RunReader } from "../../store/runReader.ts";

/** A run as the views, the status bar and the dashboard see it, whether this window runs it or it is only on disk. */
export interface RunView {
	readonly runId: string;
	/** Absolute path of its run folder. */
	readonly folder: string;
	readonly info: RunInfo;
	readonly snapshot: Snapshot;
	/** Whether this window runs it. */
	readonly live: boolean;
	/** Whether its items are what was selected in an editor. */
	readonly isOnSelection: boolean;
	readonly onDidChange: Event<Snapshot>;
	/** @throws DamagedRunError */
	readonly reader: RunReader;
	/** Does nothing unless the run is live. */
	pause(): void;
	/** Tries at once whom the run waits for. */
	tryNow(): void;
	/** Resumes a paused run, or one that ended with items left. Rejects with an error that has a message for the user. */
	resume(): Promise<void>;
	/** Does nothing unless the run is live. */
	cancel(): void;
	/**
	 * Retries failed items. While the run goes on, they are queued with the values that it has; in a stopped run they wait
	 * until it is resumed. If it is done, a new run takes them, with the job and their values as they are now; only items in
	 * doubt are run again by the run itself, as they were.
	 * Rejects with an error that has a message for the user.
	 * @returns the run that retries them
	 */
	retry(selections: readonly FailureSelection[]): Promise<RunView>;
	/** Counts items as done because the user says so, at once if the run is live or done; in a stopped run when it is resumed. */
	markDone(selection: FailureSelection): Promise<void>;
	/** Rejects with an error that has a message for the user. */
	skip(selection: FailureSelection): Promise<void>;
}

/** A run of this window ended, or broke with an error. */
export interface RunEnd {
	readonly entry: RunView;
	/** Undefined if the run broke; `error` says why. */
	readonly summary: Summary | undefined;
	readonly error: unknown;
}

/** The user's answer to an {@link OpenQuestion}. */
export type Decision = Pick<ResumeOptions, "inDoubt" | "acceptsChange" | "overwrite">;

/** What the user has to decide before a run can go on: also whether an output may take the place of what is there. */
export type RunQuestion = OpenQuestion | { readonly kind: "output"; readonly found: string };

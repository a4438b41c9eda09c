import type { Event } from "../../base/emitter.ts";
import type { FailureSelection, Snapshot, Summary } from "../../engine/index.ts";
import type { OpenQuestion } from "../../job/launch/inDoubt/undecidedError.ts";
import type { ResumeOptions } from "../../job/launch/launchOptions.ts";
import type { RunInfo } from "../../store/database/runInfo.ts";
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
	 * Retries failed items: at once if the run is live or done; in a stopped run they wait until it is resumed.
	 * Rejects with an error that has a message for the user.
	 */
	retry(selection: FailureSelection): Promise<void>;
	/** Counts items as done because the user says so, at the same time as {@link retry} would retry them. */
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

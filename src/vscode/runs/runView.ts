import type { Event } from "../../base/emitter.ts";
import type { FailureSelection, Snapshot, Summary } from "../../engine/index.ts";
import type { ResumeOptions } from "../../job/launch/launchOptions.ts";
import type { RunInfo } from "../../store/database/runInfo.ts";
import type { RunReader } from "../../store/runReader.ts";

/** A run as the views, the status bar and the dashboard see it, whether this window runs it or it only lies on disk. */
export interface RunView {
	readonly runId: string;
	/** Absolute path of its run folder. */
	readonly folder: string;
	readonly info: RunInfo;
	readonly snapshot: Snapshot;
	/** Whether this window runs it. */
	readonly live: boolean;
	readonly onDidChange: Event<Snapshot>;
	/** @throws DamagedRunError */
	readonly reader: RunReader;
	/** Does nothing unless the run is live. */
	pause(): void;
	/** Goes on with a paused run, or with one that ended before its work did. Rejects with an error worded for the person. */
	resume(): Promise<void>;
	/** Does nothing unless the run is live. */
	cancel(): void;
	/**
	 * Runs failed items again: at once where the run is live or done; in a run that was stopped they wait for its resume.
	 * Rejects with an error worded for the person.
	 */
	retry(selection: FailureSelection): Promise<void>;
	/** Takes a person's word that items are done, at once or when {@link retry} would. */
	markDone(selection: FailureSelection): Promise<void>;
	/** Rejects with an error worded for the person. */
	skip(selection: FailureSelection): Promise<void>;
}

/** A run came to its end in this window, or could not be gone on with. */
export interface RunEnd {
	readonly entry: RunView;
	/** Undefined where `error` says why there is none. */
	readonly summary: Summary | undefined;
	readonly error: unknown;
}

/** A person's answer to an {@link OpenQuestion}. */
export type Decision = Pick<ResumeOptions, "inDoubt" | "acceptsChange">;

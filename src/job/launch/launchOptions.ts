import type { Clock } from "../../base/clock.ts";
import type { ErrorCategory, FailureSelection } from "../../engine/index.ts";
import type { InDoubtDecision } from "../../store/database/items/inDoubt.ts";
import type { Job } from "../file/job.ts";
import type { PlanOptions } from "../plan/plan.ts";
import type { OutcomeListener } from "./launched.ts";

export interface LaunchOptions extends Omit<PlanOptions, "runId"> {
	/** Absolute; run folders are made in it. */
	readonly runsFolder: string;
	readonly clock: Clock;
	readonly outcomes?: OutcomeListener | undefined;
	/** Outputs may take the place of files that are not the job's own. */
	readonly overwrite?: boolean | undefined;
}

/** One decision about all items in doubt; or a file with decisions item by item, see `readDecisions`. */
export type InDoubtChoice = InDoubtDecision | InDoubtFile;

export interface InDoubtFile {
	/** Absolute. */
	readonly file: string;
}

export interface ResumeOptions extends LaunchOptions {
	/** The job as it is now, where it may have changed since. Default: as it ran. */
	readonly job?: Job | undefined;
	/** Failed, skipped or interrupted items to run again, besides what is left. */
	readonly retry?: FailureSelection | undefined;
	/** Such items that the user says are done. */
	readonly markDone?: FailureSelection | undefined;
	/** What becomes of the items in doubt. Default: what the job says. */
	readonly inDoubt?: InDoubtChoice | undefined;
	/** Runs it beside another run of the job that is active. */
	readonly beside?: boolean | undefined;
	/** The user accepts that the source has changed beyond the part that was read. */
	readonly acceptsChange?: boolean | undefined;
}

export interface RetryOptions extends LaunchOptions {
	/** Only failed items of this category. */
	readonly category?: ErrorCategory | undefined;
	/** Only these of the failed, rejected and skipped items, whatever their category. */
	readonly selected?: readonly FailureSelection[] | undefined;
	/** What becomes of items in doubt of a retry that was cut short. */
	readonly inDoubt?: InDoubtChoice | undefined;
	/** With the job and the values that the run had, whatever they are now. */
	readonly asItRan?: boolean | undefined;
	/** Absolute; the edited output of `failed --jsonl` or `failed --csv`: only its items, with its values. */
	readonly itemsFile?: string | undefined;
	/** Skipped items as well, whether they were rejected or left out on purpose. */
	readonly skipped?: boolean | undefined;
}

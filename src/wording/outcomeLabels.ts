import type { FailedOutcome, Outcome } from "../engine/model/outcome.ts";

/** What became of an item, for the user. Results name outcomes in their own way. */
export const outcomeLabels: Readonly<Record<Outcome | FailedOutcome, string>> = {
	succeeded: "Succeeded",
	failed: "Failed",
	rejected: "Rejected",
	skipped: "Skipped",
	interrupted: "In doubt",
};

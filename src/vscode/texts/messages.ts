import { formatCountOf } from "../../base/format.ts";

/** The texts that tell the user what went wrong or can't be done, in one place so that they read alike. */
export const messages = {
	restricted:
		"Nothing runs here yet: this workspace is not trusted, and a job executes code and sends requests that its files name. Trust the workspace to run it.",
	restrictedPreview:
		"This can't be previewed until you trust the workspace, because a preview loads code that the job names.",
	manageTrust: "Manage Workspace Trust",
	noEditor: "There is no text editor to take items from. Open a file, select the lines to work on, and run this again.",
	noFiles: "There are no files to work on. Select files or folders in the Explorer.",
	noJobFiles: "There is no job file in this workspace. A job file is named NAME.batch.json.",
	unsavedJob: (job: string) => `${job} has changes that could not be saved. Save it, then run it again.`,
	nothingToResume: (job: string) => `${job} has nothing left to resume.`,
	retryDoubtApart: "Retry the items in doubt apart from the others: they are run again as they were.",
	retryCutShort: (job: string) =>
		`An earlier retry of ${job} was cut short, and its items come first. Resume it in the view Runs, then retry these.`,
	retryNotes: (job: string, notes: readonly string[]) => `Retrying ${job}. ${notes.join(" ")}`,
	otherRunActive: (job: string) => `Another run of ${job} is active. Wait until it has ended, or cancel it.`,
	inDoubt: (job: string, count: number) =>
		`${job}: ${formatCountOf(count, "item")} had started when the window closed, and nobody knows whether ${count === 1 ? "it was" : "they were"} done.`,
	inDoubtDetail: "What you leave for later is listed in Failed Items, where you can decide item by item.",
	otherItems:
		"The outcomes so far may belong to other items than the ones there now, so the run cannot be resumed. Start the job again.",
	newItems: "The run can be resumed with what is there now.",
	deletionDetail:
		"Its outcomes, results and report are deleted, and it can no longer be resumed. Files that the job itself wrote stay.",
	noLocation: "This item is not from a file, so there is nothing to open.",
	itemGone: (file: string) => `${file} can't be opened. It may have been moved or deleted since the run.`,
	noEditedItems:
		"This document has no failed items to retry. Choose Edit and Retry… on a run or on failed items first.",
	nothingToEdit: (job: string) => `${job} has no failed, rejected or skipped items that could be edited.`,
	notAllEdited: (shown: string, all: string) =>
		`These are the first ${shown} of ${all} items. The command line writes all of them: batchline failed RUN --jsonl.`,
	nothingBesideJson: "Nothing can stand beside JSON. Open the results, copy them, or replace the selection with them.",
	linesGone: (lines: readonly number[]) =>
		`${formatCountOf(lines.length, "line")} of the selection ${lines.length === 1 ? "is" : "are"} no longer there as ${lines.length === 1 ? "it was" : "they were"} (line ${lines.slice(0, 5).join(", ")}${lines.length > 5 ? " and others" : ""} then), so nothing was changed. Undo what was edited since, or open the results.`,
	noSelection: (job: string) =>
		`${job} has not run on a selection, so there are no lines for its results. Open the results instead.`,
	documentGone: "The document that was selected is closed and was never saved. Open the results, or copy them.",
	notEdited: "The document could not be changed. Is it read-only?",
	noResults: (job: string) => `${job} has no results: no item has succeeded.`,
	someLeft: (done: string, left: number) =>
		`${done}. ${formatCountOf(left, "item")} ${left === 1 ? "has" : "have"} no result, and ${left === 1 ? "stays" : "stay"} as ${left === 1 ? "it was" : "they were"}.`,
	tooManyResults: (job: string, most: string) =>
		`${job} has more than ${most} items. Open the results as a file instead.`,
	noLongerFailed: "This item is no longer failed: it was retried, or its run was deleted.\n",
	unreadableRun: (problem: string) => `The run can't be read. ${problem}`,
	runBroke: (job: string, problem: string) =>
		`${job} stopped, because its outcomes could not be saved: ${problem} What was saved before is safe. Fix this, then resume the run.`,
	alert: (job: string, message: string) => `${job}: ${message}`,
	pausedByAlert: (job: string, message: string) => `${job} is paused. ${message}`,
	reportFailed: (problem: string) => `The report could not be written: ${problem}`,
	secretAdvice: (name: string) => `Run the job again and give the secret "${name}" when you are asked for it.`,
	expected: {
		concurrency: "Expected a whole number from 1 to 1000.",
		secret: "Expected the secret's value; it can't be empty.",
	},
} as const;

import { formatCountOf } from "../../base/format.ts";

/** Every text that tells a person what went wrong or can't be done, in one place, so that they sound like one voice. */
export const messages = {
	restricted:
		"Nothing runs here yet: this workspace is not trusted, and a job executes code and sends requests that its files name. Trust the workspace to run it.",
	restrictedPreview:
		"This can't be previewed before the workspace is trusted, as a preview loads code that the job names. Trust the workspace first.",
	manageTrust: "Manage Workspace Trust",
	noEditor: "There is no text editor to take items from. Open a file, select the lines to work on, and run this again.",
	severalSelections: "Several places are selected. Select one, or nothing at all to take the whole document.",
	noFiles: "There are no files to work on. Select files or folders in the Explorer.",
	noJobFiles: "There is no job file in this workspace. A job file is named NAME.batch.json.",
	unsavedJob: (job: string) => `${job} has changes that are not saved. What runs is the file as it was saved last.`,
	nothingToResume: (job: string) => `${job} has nothing left to go on with.`,
	inDoubt: (job: string, count: number) =>
		`${job}: ${formatCountOf(count, "item")} had started when the window closed, and nobody knows whether ${count === 1 ? "it was" : "they were"} done.`,
	inDoubtDetail: "What is left for later is listed in Failed Items, to be decided one by one.",
	otherItems:
		"The outcomes so far may be of other items than those that are there now, so the run cannot go on. Start the job anew.",
	newItems: "The run can go on with what is there now.",
	nothingFailed: "None of the runs has failed items.",
	deletionDetail:
		"Its outcomes, its results and its report go, and it can no longer be resumed. Files that the job itself wrote stay.",
	noLocation: "This item stands in no file, so there is nothing to open.",
	itemGone: (file: string) => `${file} can't be opened. It may have been moved or deleted since the run.`,
	noLongerFailed: "This item has no failed outcome any more: it was retried, or its run was deleted.\n",
	unreadableRun: (problem: string) => `The run can't be read. ${problem}`,
	runBroke: (job: string, problem: string) =>
		`${job} stopped, as its outcomes could not be saved: ${problem} What was saved before is safe; resume it once that is mended.`,
	alert: (job: string, message: string) => `${job}: ${message}`,
	pausedByAlert: (job: string, message: string) => `${job} is paused. ${message}`,
	reportFailed: (problem: string) => `The report could not be written: ${problem}`,
	secretAdvice: (name: string) => `Run the job again and give the secret "${name}" when you are asked for it.`,
	expected: {
		concurrency: "Expected a whole number from 1 to 1000.",
		secret: "Expected the secret's value; an empty one is no secret.",
	},
} as const;

/** Every command; the titles are in package.json. */
export const commandIds = {
	runOnSelection: "batchline.runOnSelection",
	runOnFiles: "batchline.runOnFiles",
	runJob: "batchline.runJob",
	pause: "batchline.pause",
	tryNow: "batchline.tryNow",
	resume: "batchline.resume",
	cancel: "batchline.cancel",
	retryFailed: "batchline.retryFailed",
	skipFailed: "batchline.skipFailed",
	editFailed: "batchline.editFailed",
	showDashboard: "batchline.showDashboard",
	openReport: "batchline.openReport",
	deleteRun: "batchline.deleteRun",
	retryItems: "batchline.retryItems",
	skipItems: "batchline.skipItems",
	editItems: "batchline.editItems",
	retryEdited: "batchline.retryEdited",
	markItemsDone: "batchline.markItemsDone",
	openItem: "batchline.openItem",
	copyError: "batchline.copyError",
	showAttempts: "batchline.showAttempts",
	showMoreItems: "batchline.showMoreItems",
} as const;

export type CommandName = keyof typeof commandIds;

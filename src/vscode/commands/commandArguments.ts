import * as vscode from "vscode";
import type { CommandName } from "../contributions/commandIds.ts";
import type { FailedNode } from "../failedItems/failedNode.ts";

/** What each command is called with. Undefined: ask the user, or take the view's selection. */
export interface CommandArguments {
	readonly runOnSelection: undefined;
	/** Files and folders. */
	readonly runOnFiles: readonly vscode.Uri[] | undefined;
	/** A job file. */
	readonly runJob: vscode.Uri | undefined;
	readonly pause: RunId;
	readonly tryNow: RunId;
	readonly resume: RunId;
	readonly cancel: RunId;
	readonly retryFailed: RunId;
	readonly skipFailed: RunId;
	readonly editFailed: RunId;
	readonly showDashboard: RunId;
	readonly openReport: RunId;
	readonly openResults: RunId;
	readonly insertBeside: RunId;
	readonly replaceSelection: RunId;
	readonly copyResults: RunId;
	readonly deleteRun: RunId;
	readonly retryItems: Rows;
	readonly skipItems: Rows;
	readonly editItems: Rows;
	/** A document with edited items. */
	readonly retryEdited: vscode.Uri | undefined;
	readonly markItemsDone: Rows;
	readonly openItem: Rows;
	readonly copyError: Rows;
	readonly showAttempts: Rows;
	readonly showMoreItems: Rows;
}

type RunId = string | undefined;
/** Of the view *Failed Items*. */
type Rows = readonly FailedNode[] | undefined;

type Given = readonly unknown[];

/**
 * Reads what VS Code, a key binding or another extension calls a command with. Anything that the command does not
 * take counts as not given: a key binding may pass any value.
 */
export const argumentReaders: { readonly [Name in CommandName]: (given: Given) => CommandArguments[Name] } = {
	runOnSelection: () => undefined,
	runOnFiles: uris,
	runJob: (given) => uris(given.slice(0, 1))?.[0],
	pause: runId,
	tryNow: runId,
	resume: runId,
	cancel: runId,
	retryFailed: runId,
	skipFailed: runId,
	editFailed: runId,
	showDashboard: runId,
	openReport: runId,
	openResults: runId,
	insertBeside: runId,
	replaceSelection: runId,
	copyResults: runId,
	deleteRun: runId,
	retryItems: rows,
	skipItems: rows,
	editItems: rows,
	retryEdited: (given) => uris(given.slice(0, 1))?.[0],
	markItemsDone: rows,
	openItem: rows,
	copyError: rows,
	showAttempts: rows,
	showMoreItems: rows,
};

/** The id itself, from one of our links, or a row of the view *Runs*. */
function runId([given]: Given): RunId {
	if (typeof given === "string") return given;
	return isObject(given) && typeof given.runId === "string" ? given.runId : undefined;
}

/** Menus pass what was clicked, followed by everything that is selected with it. */
function uris(given: Given): readonly vscode.Uri[] | undefined {
	return clickedOrSelected(given, (value) => value instanceof vscode.Uri);
}

function rows(given: Given): Rows {
	return clickedOrSelected(given, (value): value is FailedNode => isObject(value) && "kind" in value && "run" in value);
}

function clickedOrSelected<T>(
	[clicked, selected]: Given,
	fits: (value: unknown) => value is T,
): readonly T[] | undefined {
	const found = (Array.isArray(selected) && selected.length > 0 ? selected : [clicked]).filter(fits);
	return found.length > 0 ? found : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null;
}

import { homedir } from "node:os";
import { basename, dirname, relative, sep } from "node:path";
import * as vscode from "vscode";
import { formatCount } from "../../base/format.ts";
import { files } from "../../sources/files.ts";
import { noItemsError } from "../../sources/reading/noItems.ts";
import { type SelectionReadingSetting, selection as selectionKind } from "../../sources/selection.ts";
import type { SelectedText } from "../../sources/sourceKind.ts";
import { type FoundItems, firstItem } from "./foundItems.ts";
import { otherReadings } from "./otherReadings.ts";

/**
 * @param reading the job's setting for how the text is read; default: what it most likely is
 * @throws SettingsError if the selection has no items, or cannot be read so
 */
export async function findInSelection(
	selection: SelectedText,
	document: vscode.Uri,
	reading: SelectionReadingSetting = "auto",
): Promise<FoundItems> {
	const folder = vscode.workspace.getWorkspaceFolder(document) ?? vscode.workspace.workspaceFolders?.[0];
	const ownFolder = document.scheme === "file" ? dirname(document.fsPath) : homedir();
	const baseFolder = folder?.uri.fsPath ?? ownFolder;
	const source = await selectionKind.open(reading, { baseFolder, selection });
	const empty = noItemsError(source, "items in the selection");
	if (empty) throw empty;
	const found: FoundItems = {
		items: { selection: reading },
		summary: source.summary,
		shortSummary: source.summary.split(":", 1)[0] ?? source.summary,
		count: source.total()?.count,
		name: basename(document.path),
		first: await firstItem(source),
		areFiles: false,
		baseFolder,
		selection,
		otherReadings: () => otherReadings((other) => findInSelection(selection, document, other), found),
	};
	return found;
}

/** @param uris of files and folders; at least one */
export async function findInFiles(uris: readonly vscode.Uri[]): Promise<FoundItems> {
	const [one] = uris;
	const folder = (one && vscode.workspace.getWorkspaceFolder(one)) ?? vscode.workspace.workspaceFolders?.[0];
	const baseFolder = folder?.uri.fsPath ?? dirname(one?.fsPath ?? homedir());
	const paths = uris.map(({ fsPath }) => portablePath(baseFolder, fsPath));
	const source = await files.open(paths, { baseFolder });
	const empty = noItemsError(source, "files");
	if (empty) throw empty;
	return {
		items: { files: paths },
		summary: source.summary,
		shortSummary: source.summary.split(":", 1)[0] ?? source.summary,
		count: source.total()?.count,
		name: one ? nameOf(one, uris.length - 1) : "Files",
		first: await firstItem(source),
		areFiles: true,
		baseFolder,
		selection: undefined,
		otherReadings: undefined,
	};
}

/** `a.txt`, `a.txt and 3 more` */
function nameOf(one: vscode.Uri, others: number): string {
	const name = basename(one.fsPath);
	return others === 0 ? name : `${name} and ${formatCount(others)} more`;
}

/** Relative for a path below the folder, so that a saved job file can move with its folder. */
function portablePath(baseFolder: string, path: string): string {
	const below = relative(baseFolder, path);
	if (below === "") return "**/*";
	return below.startsWith("..") || below === path ? path : below.split(sep).join("/");
}

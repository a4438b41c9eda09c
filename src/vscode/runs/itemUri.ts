import * as vscode from "vscode";

/** The document that an item is from. @param file as its location names it: a path, or a URI where there is none */
export function itemUri(file: string): vscode.Uri {
	// A single letter before the colon is a Windows drive; anything longer is a scheme.
	return /^[a-z][a-z0-9+.-]+:/i.test(file) ? vscode.Uri.parse(file) : vscode.Uri.file(file);
}

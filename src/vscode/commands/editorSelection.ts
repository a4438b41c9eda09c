import type * as vscode from "vscode";
import { isTableHead } from "../../sources/formats/markdownTable.ts";
import type { SelectedPart, SelectedText } from "../../sources/sourceKind.ts";
import { messages } from "../texts/messages.ts";

/** What is needed of an editor. */
export interface SelectingEditor {
	readonly document: Pick<vscode.TextDocument, "getText" | "lineAt" | "uri" | "languageId">;
	readonly selections: readonly Place[];
}

type Place = Pick<vscode.Selection, "start" | "end" | "isEmpty">;

/** A longer table has no one who wrote it by hand; lines. */
const maxLinesAbove = 10_000;

/**
 * What is selected in the editor: one place, several, or the lines of several cursors. The whole document if nothing is.
 * @throws Error with a message for the user
 */
export function selectedText(editor: SelectingEditor | undefined): SelectedText {
	if (!editor) throw new Error(messages.noEditor);
	const { document, selections } = editor;
	const { uri, languageId } = document;
	const places = selections.filter(({ isEmpty }) => !isEmpty);
	const parts = places.length > 0 ? partsOf(document, places) : cursorLines(document, selections);
	const [first] = parts;
	const about = {
		file: uri.scheme === "file" ? uri.fsPath : uri.toString(),
		firstDocumentLine: document.lineAt(0).text,
		languageId,
	};
	if (!first) return { text: document.getText(), firstLine: 1, areWholeLines: true, ...about };
	const tableHeader = tableHeaderAbove(document, first.firstLine - 1);
	const areWholeLines = places.every((place) => isWholeLines(document, place));
	const one = { ...first, ...about, tableHeader, areWholeLines };
	return parts.length === 1 ? one : { ...one, text: parts.map((part) => part.text).join("\n"), parts };
}

function partsOf(document: SelectingEditor["document"], places: readonly Place[]): readonly SelectedPart[] {
	const sorted = [...places].sort((a, b) => a.start.line - b.start.line || a.start.character - b.start.character);
	return sorted.map((place) => {
		const text = document.getText(place as vscode.Range);
		// The line end after whole lines is no text of theirs, where other places follow.
		const own = sorted.length > 1 && isWholeLines(document, place) ? text.replace(/(?:\r\n|\n)$/, "") : text;
		return { text: own, firstLine: place.start.line + 1, firstColumn: place.start.character };
	});
}

/** The lines that several cursors are in. A single cursor selects nothing. */
function cursorLines(document: SelectingEditor["document"], cursors: readonly Place[]): readonly SelectedPart[] {
	if (cursors.length < 2) return [];
	const lines = [...new Set(cursors.map(({ start }) => start.line))].sort((a, b) => a - b);
	return lines.map((line) => ({ text: document.lineAt(line).text, firstLine: line + 1, firstColumn: 0 }));
}

function isWholeLines(document: SelectingEditor["document"], { start, end, isEmpty }: Place): boolean {
	if (isEmpty) return true;
	if (start.character !== 0) return false;
	return end.character === 0 || end.character === document.lineAt(end.line).text.length;
}

/** @param line from 0, the first of what is selected */
function tableHeaderAbove(document: SelectingEditor["document"], line: number): string | undefined {
	if (line < 2 || !document.lineAt(line).text.includes("|")) return undefined;
	for (let rule = line - 1; rule >= 1 && rule > line - maxLinesAbove; rule--) {
		const [header, text] = [document.lineAt(rule - 1).text, document.lineAt(rule).text];
		if (isTableHead(header, text)) return header;
		if (!text.includes("|")) return undefined;
	}
	return undefined;
}

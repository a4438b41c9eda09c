import type * as vscode from "vscode";
import type { SelectedText } from "../../sources/sourceKind.ts";
import { messages } from "../texts/messages.ts";

/** What is selected in the editor, or the whole document if nothing is. @throws Error with a message for the user */
export function selectedText(editor: vscode.TextEditor | undefined): SelectedText {
	if (!editor) throw new Error(messages.noEditor);
	const { document, selections } = editor;
	const chosen = selections.filter(({ isEmpty }) => !isEmpty);
	if (chosen.length > 1) throw new Error(messages.severalSelections);
	const [selection] = chosen;
	return {
		text: document.getText(selection),
		file: document.uri.scheme === "file" ? document.uri.fsPath : document.uri.toString(),
		firstLine: (selection?.start.line ?? 0) + 1,
		firstDocumentLine: document.lineAt(0).text,
		languageId: document.languageId,
	};
}

import * as vscode from "vscode";
import type { ItemLocation } from "../../engine/model/item.ts";
import { itemUri } from "../runs/itemUri.ts";
import { messages } from "../texts/messages.ts";

/** Opens the file that an item comes from, at its line. @throws Error with a message for the user */
export async function openItemLocation(location: ItemLocation | undefined): Promise<void> {
	if (!location) throw new Error(messages.noLocation);
	const { file, line } = location;
	const options = line === undefined ? {} : { selection: new vscode.Range(line - 1, 0, line - 1, 0) };
	try {
		await vscode.commands.executeCommand("vscode.open", itemUri(file), { ...options, preview: true });
	} catch {
		throw new Error(messages.itemGone(file));
	}
}

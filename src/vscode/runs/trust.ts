import * as vscode from "vscode";
import { messages } from "../texts/messages.ts";
import { RestrictedError } from "./restrictedError.ts";

/** @throws RestrictedError while the workspace is not trusted */
export function assertTrusted(message: string = messages.restricted): void {
	if (!vscode.workspace.isTrusted) throw new RestrictedError(message);
}

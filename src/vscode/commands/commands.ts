import * as vscode from "vscode";
import type { Disposable } from "../../base/disposable.ts";
import { DisposableStore } from "../../base/disposable.ts";
import { type CommandName, commandIds } from "../contributions/commandIds.ts";

/** What each command does; the record makes the compiler find one that was forgotten. */
export type CommandHandlers = Readonly<Record<CommandName, (...args: readonly unknown[]) => unknown>>;

/** @param onError tells the person what went wrong */
export function registerCommands(handlers: CommandHandlers, onError: (error: unknown) => unknown): Disposable {
	const store = new DisposableStore();
	for (const name of Object.keys(commandIds) as CommandName[]) {
		const handler = async (...args: readonly unknown[]) => {
			try {
				await handlers[name](...args);
			} catch (error) {
				onError(error);
			}
		};
		store.add(vscode.commands.registerCommand(commandIds[name], handler));
	}
	return store;
}

import * as vscode from "vscode";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { type CommandName, commandIds } from "../contributions/commandIds.ts";
import { argumentReaders, type CommandArguments } from "./commandArguments.ts";

/** What each command does; a missing command does not compile. */
export type CommandHandlers = {
	readonly [Name in CommandName]: (given: CommandArguments[Name]) => unknown;
};

/** @param onError tells the user what went wrong */
export function registerCommands(handlers: CommandHandlers, onError: (error: unknown) => unknown): Disposable {
	const store = new DisposableStore();
	for (const name of Object.keys(commandIds) as CommandName[]) {
		const handler = async (...given: readonly unknown[]) => {
			try {
				await call(name, handlers, given);
			} catch (error) {
				onError(error);
			}
		};
		store.add(vscode.commands.registerCommand(commandIds[name], handler));
	}
	return store;
}

function call<Name extends CommandName>(name: Name, handlers: CommandHandlers, given: readonly unknown[]): unknown {
	return handlers[name](argumentReaders[name](given));
}

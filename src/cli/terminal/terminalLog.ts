import type { Log } from "../../engine/model/ports.ts";
import type { Terminal } from "./terminal.ts";

export interface LogOptions {
	/** Problems only. */
	readonly quiet?: boolean;
	/** Stack traces too. */
	readonly debug?: boolean;
}

/** What a module prints, and what the engine has to say beside outcomes, as lines on the terminal. */
export function terminalLog(terminal: Terminal, { quiet, debug }: LogOptions): Log {
	return {
		info(message) {
			if (!quiet) terminal.print(message);
		},
		warn: (message) => terminal.print(message),
		error(message, error) {
			const reason = error instanceof Error ? (debug ? error.stack : error.message) : undefined;
			terminal.print(reason === undefined ? message : `${message} ${reason}`);
		},
	};
}

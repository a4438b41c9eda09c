import type { Output } from "../terminal/output.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What every command works with. */
export interface Host {
	/** Standard output: data. */
	readonly output: Output;
	/** Standard error: everything for the user. */
	readonly terminal: Terminal;
	readonly env: NodeJS.ProcessEnv;
}

/** Options of every command. */
export interface GlobalOptions {
	/** Show stack traces. */
	readonly debug?: boolean;
	/** Where runs are kept, as it was given. */
	readonly stateDir?: string;
}

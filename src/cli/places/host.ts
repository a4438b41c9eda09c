import type { StandardInput } from "../../sources/reading/spool.ts";
import type { Output } from "../terminal/output.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What every command works with. */
export interface Host {
	/** Standard output: data. */
	readonly output: Output;
	/** Standard error: everything for the user. */
	readonly terminal: Terminal;
	readonly env: NodeJS.ProcessEnv;
	readonly standardInput: StandardInput;
	/** When the user asked for what is done, wall clock, ms. Default: when this process began. */
	readonly askedAt?: number;
	/** Whether somebody sits at a terminal, to read a question and to answer it. */
	readonly canAsk: boolean;
	/** Asks for a yes; a line that is empty, or is not "y" or "yes", is a no. */
	ask(question: string): Promise<boolean>;
}

/** Options of every command. */
export interface GlobalOptions {
	/** Show stack traces. */
	readonly debug?: boolean;
	/** Where runs are kept, as it was given. */
	readonly stateDir?: string;
}

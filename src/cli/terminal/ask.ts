import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Terminal } from "./terminal.ts";

/** Asks for a yes on the terminal. The end of the input is a no. */
export async function ask(question: string, input: NodeJS.ReadStream, terminal: Terminal): Promise<boolean> {
	terminal.print(`${question} [y/N]`);
	// Not in raw mode: the terminal itself edits the line, and Ctrl-C stays a signal.
	const lines = createInterface({ input, terminal: false });
	try {
		const line = await Promise.race([once(lines, "line"), once(lines, "close")]);
		return /^\s*y(es)?\s*$/i.test(String(line[0] ?? ""));
	} finally {
		lines.close();
	}
}

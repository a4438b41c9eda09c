import { CommanderError } from "commander";
import { withEachWords } from "./each/eachWords.ts";
import type { GlobalOptions, Host } from "./places/host.ts";
import { programFor } from "./program.ts";
import { errorReport } from "./texts/errorReport.ts";
import { exitCodes } from "./texts/exitCode.ts";

/**
 * Does what the arguments say, and prints what goes wrong.
 * @param args without the program's own
 * @returns the process's exit status
 */
export async function commandLine(args: readonly string[], version: string, host: Host): Promise<number> {
	let exitCode: number = exitCodes.succeeded;
	let words = args;
	const onEnd = (code: number) => {
		exitCode = code;
	};
	const program = programFor(version, host, onEnd, () => words.slice(words.indexOf("each") + 1));
	words = withEachWords(args, program);
	try {
		await program.parseAsync(words, { from: "user" });
		return exitCode;
	} catch (error) {
		// Commander has printed it already; asking for help is no error.
		if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.succeeded : exitCodes.badUsage;
		const report = errorReport(error, program.opts<GlobalOptions>().debug);
		host.terminal.print(report.text);
		return report.exitCode;
	}
}

import { CommanderError } from "commander";
import type { GlobalOptions, Host } from "./places/host.ts";
import { programFor } from "./program.ts";
import { errorReport } from "./texts/errorReport.ts";
import { exitCodes } from "./texts/exitCode.ts";

/**
 * Does what the arguments say, and tells what goes wrong.
 * @param args without the program's own
 * @returns how the process is to end
 */
export async function commandLine(args: readonly string[], version: string, host: Host): Promise<number> {
	let exitCode: number = exitCodes.succeeded;
	const program = programFor(version, host, (code) => {
		exitCode = code;
	});
	try {
		await program.parseAsync(args, { from: "user" });
		return exitCode;
	} catch (error) {
		// Commander has told it already; help that was asked for is no error.
		if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.succeeded : exitCodes.badUsage;
		const report = errorReport(error, program.opts<GlobalOptions>().debug);
		host.terminal.print(report.text);
		return report.exitCode;
	}
}

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { errorReport } from "./errorReport.ts";
import { exitCodes } from "./exitCode.ts";
import { failedCommand } from "./failedCommand.ts";
import type { GlobalOptions, Host } from "./host.ts";
import { inDoubtChoices } from "./inDoubtChoices.ts";
import { assertNodeVersion } from "./nodeVersion.ts";
import { withPruneOptions } from "./pruneOptions.ts";
import { retryCommand } from "./retryCommand.ts";
import { runCommand } from "./runCommand.ts";
import { runsCommand } from "./runsCommand.ts";
import { schemaText } from "./schemaText.ts";
import { showCommand } from "./showCommand.ts";

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

function programFor(version: string, host: Host, onEnd: (exitCode: number) => void): Command {
	const program = new Command("batchline")
		.description("Runs one operation over many items, and goes on where it was.")
		.version(version, "-v, --version", "print the version")
		.helpOption("-h, --help", "print help")
		.helpCommand("help [command]", "print help on a command")
		.option("--state-dir <dir>", "where runs are kept (default: .batchline, in the job's repository or beside it)")
		.option("--debug", "show stack traces")
		.configureHelp({ showGlobalOptions: true })
		.configureOutput({ writeOut: (text) => void host.output.write(text) })
		.exitOverride()
		.hook("preAction", assertNodeVersion);
	/** A command whose action is given its argument, if it has one, and the options. */
	const add = <O extends GlobalOptions>(usage: string, description: string, action: Action<O>) =>
		program
			.command(usage)
			.description(description)
			.action(async (...given: unknown[]) => {
				const command = given.at(-1) as Command;
				onEnd(await action(command.args[0] ?? "", command.optsWithGlobals<O>()));
			});

	add("run <job>", "run a job, or go on with its unfinished run", (job, options) => runCommand(job, options, host))
		.addOption(new Option("--fresh", "start over").conflicts("resume"))
		.option("--resume <run>", "go on with that run, with the job as it was")
		.addOption(new Option("--dry-run", "only print what would be run").conflicts(["resume", "fresh"]))
		.option("--limit <n>", "run the first n items only", wholeNumber)
		.addOption(
			new Option("--in-doubt <decision>", "what becomes of items that had started when the process died").choices(
				inDoubtChoices,
			),
		)
		.option("--accept-change", "go on although the items' source has changed after what was read of it")
		.addOption(concurrencyOption())
		.option("--json", "print a summary as JSON at the end; with --dry-run, a line of JSON for each item")
		.option("--quiet", "only tell of problems");
	add("retry <run>", "run failed items again, as a new run", (run, options) => retryCommand(run, options, host))
		.addOption(new Option("--category <category>", "only those of one").choices(["retry", "skip", "fatal"]))
		.addOption(concurrencyOption())
		.option("--json", "print a summary as JSON at the end")
		.option("--quiet", "only tell of problems");
	withPruneOptions(add("runs", "list runs", (_, options) => runsCommand(options, host)).option("--json", "print JSON"));
	add("show <run>", "show how a run stands", (run, options) => showCommand(run, options, host)).option(
		"--json",
		"print the summary as JSON",
	);
	add("failed <run>", "list the failed items of a run", (run, options) => failedCommand(run, options, host)).option(
		"--jsonl",
		"print a line of JSON for each",
	);
	add("schema", "print the JSON Schema of job files", async () => {
		await host.output.write(schemaText());
		return exitCodes.succeeded;
	});
	return program;
}

type Action<O> = (argument: string, options: O) => Promise<number>;

function concurrencyOption(): Option {
	return new Option("--concurrency <n>", "items that are worked on at once").argParser(wholeNumber);
}

function wholeNumber(text: string): number {
	const number = Number(text);
	if (Number.isSafeInteger(number) && number > 0 && /^\d+$/.test(text)) return number;
	throw new InvalidArgumentError("Expected a whole number from 1.");
}

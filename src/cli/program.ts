import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { errorCategories } from "../engine/model/errorCategory.ts";
import { failedOutcomes } from "../engine/model/outcome.ts";
import type { InDoubtChoice } from "../job/launch/launchOptions.ts";
import { inDoubtDecisions } from "../store/database/items/inDoubt.ts";
import { eachCommand } from "./commands/eachCommand.ts";
import { failedCommand } from "./commands/failedCommand.ts";
import { initCommand } from "./commands/initCommand.ts";
import { withPruneOptions } from "./commands/pruneOptions.ts";
import { resultsCommand } from "./commands/resultsCommand.ts";
import { retryCommand } from "./commands/retryCommand.ts";
import { runCommand } from "./commands/runCommand.ts";
import { runsCommand } from "./commands/runsCommand.ts";
import { schemaText } from "./commands/schemaText.ts";
import { showCommand } from "./commands/showCommand.ts";
import { withEachFlags } from "./each/eachFlags.ts";
import { assertNodeVersion } from "./nodeVersion.ts";
import type { GlobalOptions, Host } from "./places/host.ts";
import { exitCodes } from "./texts/exitCode.ts";

/** What `--in-doubt` takes. */
const decisions = `${inDoubtDecisions.join(", ")}, or a file with decisions item by item`;
/** What `--outcome` takes. */
const resultOutcomes = ["succeeded", ...failedOutcomes] as const;
const outcomesText = resultOutcomes.join(", ");
/** The same limit as in a job. */
const maxConcurrency = 1_000;

/** Of the commands that run a job. */
function setOption(): Option {
	const option = new Option("--set <name=value>", "give an input of the job its value; once for each");
	return option.argParser(inputValue);
}

/** Runs a command with its argument, if it has one, and its options. */
type Action<Options> = (argument: string, options: Options) => Promise<number>;

/**
 * Commands, options, and what they do.
 * @param onEnd is given the process's exit status
 * @param typed what stands behind `each`
 */
export function programFor(
	version: string,
	host: Host,
	onEnd: (exitCode: number) => void,
	typed: () => readonly string[],
): Command {
	const program = new Command("batchline")
		.description("Runs one operation over many items, and resumes where it stopped.")
		.version(version, "-v, --version", "print the version")
		.helpOption("-h, --help", "print help")
		.helpCommand("help [command]", "print help on a command")
		.option("--state-dir <dir>", "where runs are kept (default: .batchline, in the job's repository or beside it)")
		.option("--debug", "show stack traces")
		.configureHelp({ showGlobalOptions: true })
		.configureOutput({ writeOut: (text) => void host.output.write(text) })
		.exitOverride()
		.hook("preAction", assertNodeVersion);
	const add = <Options extends GlobalOptions>(usage: string, description: string, action: Action<Options>) =>
		program
			.command(usage)
			.description(description)
			.action(async (...given: unknown[]) => {
				const command = given.at(-1) as Command;
				onEnd(await action(command.args[0] ?? "", command.optsWithGlobals<Options>()));
			});

	const run = add("run <job>", "run a job, or resume its unfinished run", (job, options) =>
		runCommand(job, options, host),
	)
		.addOption(new Option("--fresh", "start over").conflicts("resume"))
		.option("--resume <run>", "resume that run, with the job as it was")
		.option("--parallel", "run it even while another run of the job is active, with an output of its own")
		.addOption(new Option("--dry-run", "only print what would be run").conflicts(["resume", "fresh", "parallel"]))
		.option("--limit <n>", "run the first n items only", wholeNumber())
		.addOption(setOption())
		.addOption(
			new Option("--in-doubt <decision>", `what becomes of items that had started when the process died: ${decisions}`)
				.argParser(inDoubtChoice)
				.conflicts(["fresh", "dryRun"]),
		)
		.addOption(
			new Option("--accept-change", "resume although the source has changed after the part that was read").conflicts([
				"fresh",
				"dryRun",
			]),
		);
	const retry = add("retry <run>", "run failed items again, as a new run", (id, options) =>
		retryCommand(id, options, host),
	).addOption(new Option("--category <category>", "only items of this error category").choices(errorCategories));
	retry
		.option("--skipped", "skipped items as well")
		.option("--items <file>", "only its items, with its values: the edited output of `failed --jsonl` or `--csv`")
		.option("--as-it-ran", "with the job and the values that the run had, whatever they are now")
		.addOption(setOption().conflicts("asItRan"))
		.option("--dry-run", "only print what would be run")
		.addOption(
			new Option("--in-doubt <decision>", `what becomes of items in doubt of a retry that was cut short: ${decisions}`)
				.argParser(inDoubtChoice)
				.conflicts("dryRun"),
		);
	for (const command of [run, retry]) {
		command
			.option("--concurrency <n>", 'items that are worked on at once, or "auto"', concurrency)
			.option("--overwrite", "outputs take the place of files that the job has not written")
			.option("--json", "print a summary as JSON at the end (a dry run: a line for each item)")
			.option("--quiet", "print problems only");
	}
	withEachFlags(
		program
			.command("each [command...]")
			.description("run a command for each item, in one line: a file, a row, a value"),
		{ wholeNumber: wholeNumber(), concurrency },
	).action(async (words: readonly string[], _: unknown, command: Command) => {
		onEnd(await eachCommand(words, command.optsWithGlobals(), { typed: typed(), host }));
	});
	withPruneOptions(add("runs", "list runs", (_, options) => runsCommand(options, host)).option("--json", "print JSON"));
	add("show <run>", "show how a run stands", (id, options) => showCommand(id, options, host)).option(
		"--json",
		"print the summary as JSON",
	);
	add("failed <run>", "list the failed items of a run", (id, options) => failedCommand(id, options, host))
		.option("--jsonl", "print a line of JSON for each")
		.addOption(new Option("--csv", "print a table for spreadsheets").conflicts("jsonl"))
		.option("--skipped", "skipped items as well");
	add("results <run>", "list what came out, item by item", (id, options) => resultsCommand(id, options, host))
		.addOption(new Option("--csv", "print a table for spreadsheets (default: on a terminal one that fits, else CSV)"))
		.addOption(new Option("--jsonl", "print a line of JSON for each").conflicts("csv"))
		.option("--outcome <outcome>", `only items with this outcome, or several with commas: ${outcomesText}`, outcomesOf);
	add("init [kind]", "write a job that runs, to begin with: without a kind, list them", (kind, options) =>
		initCommand(kind, options, host),
	).option("--dry-run", "only print what would be written");
	add("schema", "print the JSON Schema of job files", async () => {
		await host.output.write(schemaText());
		return exitCodes.succeeded;
	});
	return program;
}

/** A word decides on all items; anything else is the path of a file that decides on each. */
function inDoubtChoice(text: string): InDoubtChoice {
	const decision = inDoubtDecisions.find((word) => word === text);
	if (decision) return decision;
	const file = resolve(text);
	if (existsSync(file)) return { file };
	throw new InvalidArgumentError(`Expected ${decisions}, and there is no file of that name.`);
}

function inputValue(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
	const at = text.indexOf("=");
	const name = text.slice(0, Math.max(0, at)).trim();
	if (name === "") throw new InvalidArgumentError("Expected NAME=VALUE, as in --set lang=es.");
	if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`"${name}" has a value already: "${before[name]}".`);
	return { ...before, [name]: text.slice(at + 1) };
}

function outcomesOf(text: string): readonly (typeof resultOutcomes)[number][] {
	return text.split(",").map((word) => {
		const outcome = resultOutcomes.find((known) => known === word.trim());
		if (outcome) return outcome;
		throw new InvalidArgumentError(`Expected ${outcomesText}.`);
	});
}

function concurrency(text: string): number | "auto" {
	return text === "auto" ? text : wholeNumber(maxConcurrency)(text);
}

function wholeNumber(max = Number.MAX_SAFE_INTEGER): (text: string) => number {
	return (text) => {
		const number = Number(text);
		if (/^\d+$/.test(text) && number >= 1 && number <= max) return number;
		const range = max === Number.MAX_SAFE_INTEGER ? "from 1" : `from 1 to ${max}`;
		throw new InvalidArgumentError(`Expected a whole number ${range}.`);
	};
}

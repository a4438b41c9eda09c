import { resolve } from "node:path";
import { z } from "zod";
import { readNuls } from "./formats/nulReader.ts";
import { readJsonLines } from "./jsonl.ts";
import { readLines } from "./lines.ts";
import { BlockSource, type NewBlockReader } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { fileInput } from "./reading/fileInput.ts";
import { programOutput } from "./reading/programOutput.ts";
import { sourceKind } from "./sourceKind.ts";

const run = z
	.union([
		z.string().regex(/\S/, "Expected a command line, found nothing but blanks.").describe("A line for the shell."),
		z
			.array(z.string())
			.min(1, "Expected a program and its arguments, found an empty list.")
			.describe("A program and its arguments, which no shell touches."),
	])
	.describe('What prints the items: `["git", "ls-files"]`, or a line for the shell: `"grep -l TODO *.md"`.');

const splits = ["lines", "nul", "jsonl"] as const;

const options = z.strictObject({
	run,
	split: z
		.enum(splits)
		.optional()
		.describe("What an item is: a line (default), what stands before each NUL (`find -print0`), or a line of JSON."),
	cwd: z.string().min(1).optional().describe("The folder to run in. Default: the job file's."),
	env: z
		.record(z.string().regex(/^[^=\0]+$/), z.string().describe("Its value."))
		.optional()
		.describe("Extra environment variables for the program, by name."),
});

/** A program that takes longer, ms, is named: it may be waiting for something. */
const toldAfterMs = 1_000;

const readers: Readonly<Record<(typeof splits)[number], { readonly read: NewBlockReader; readonly noun: string }>> = {
	lines: { read: readLines, noun: "line" },
	nul: { read: readNuls, noun: "text" },
	jsonl: { read: readJsonLines, noun: "JSON line" },
};

export const command = sourceKind({
	name: "command",
	schema: z
		.union([run, options])
		.describe("Each line that a program prints. It is run once for a run, also if that is resumed."),
	describe: (settings) => `${readers[asObject(settings).split ?? "lines"].noun}s of ${outputName(settings)}`,
	variables: { run: "secret", env: "secret" },
	readsOnce: () => true,
	runsProgram: () => true,
	async open(settings, { baseFolder, spool, log }) {
		if (!spool) throw new Error("A command's output needs a place to be kept in.");
		const { run, split = "lines", cwd = ".", env = {} } = asObject(settings);
		const path = isRun(settings) ? [] : ["run"];
		let said = "";
		const file = await spool.file(async (write) => {
			const name = `\`${lineText(run)}\``;
			const waiting = setTimeout(() => log?.info(`Waiting for ${name}, which lists the items.`), toldAfterMs);
			try {
				said = await programOutput({ run, folder: resolve(baseFolder, cwd), environment: env, name, path }, write);
			} finally {
				clearTimeout(waiting);
			}
		});
		const name = outputName(settings);
		const { read, noun } = readers[split];
		return BlockSource.open({
			inputs: [await fileInput(file, { baseFolder, settingsPath: path, name, hasNuls: split === "nul" })],
			newReader: read,
			summarize: (total) => `${countOf(total, noun)} of ${name}`,
			notes: () => (said === "" ? [] : [`\`${lineText(run)}\` has also written on its standard error: ${said}`]),
		});
	},
});

type Run = z.output<typeof run>;
type Settings = Run | z.output<typeof options>;

function isRun(settings: Settings): settings is Run {
	return typeof settings === "string" || Array.isArray(settings);
}

function asObject(settings: Settings): z.output<typeof options> {
	return isRun(settings) ? { run: settings } : settings;
}

function outputName(settings: Settings): string {
	return `the output of \`${lineText(asObject(settings).run)}\``;
}

function lineText(run: Run): string {
	return typeof run === "string"
		? run
		: run.map((word) => (/^\S+$/.test(word) ? word : JSON.stringify(word))).join(" ");
}

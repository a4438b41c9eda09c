import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { ownEnvironment } from "../../base/ownEnvironment.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import { asPreview } from "../../templates/renderError.ts";
import { batchScopeOf, type Scope, scopeOf } from "../../templates/scope.ts";
import { compileTemplate, type Template } from "../../templates/template.ts";
import { operationKind, type PreparedOperation } from "../operationKind.ts";
import { outputFolderName, type ProgramOutput } from "../programOutputs.ts";
import { argumentList } from "./argumentList.ts";
import { commandForm } from "./commandForm.ts";
import { assertNoNul } from "./commandLine.ts";
import { batchEnvironment, itemEnvironment } from "./itemEnvironment.ts";
import { endError, startError } from "./program/programErrors.ts";
import { ProgramLinks } from "./program/programLinks.ts";
import { programResult } from "./program/programResult.ts";
import type { Program, ProgramEnd } from "./program/programRun.ts";
import { isMeaningfulName } from "./shell/itemNames.ts";
import { shellLine } from "./shellLine.ts";

const run = z
	.union([
		z
			.string()
			.regex(/\S/, "Expected a command line, found nothing but blanks.")
			.describe("A line for the shell, in which each inserted value is quoted: it is one word, and never code."),
		z
			.array(z.string())
			.min(1, "Expected a program and its arguments, found an empty list.")
			.describe("A program and its arguments, which no shell touches. Each is a template, and stays one argument."),
	])
	.describe('What is run: `["convert", "{{ path }}", "out.png"]`, or a line for the shell: `"gzip -k {{ path }}"`.');

const schema = z
	.union([
		run,
		z.strictObject({
			run,
			cwd: z.string().min(1).optional().describe("The folder to run in; a template. Default: the job file's."),
			env: z
				.record(z.string().regex(/^[^=\0]+$/), z.string().describe("A template."))
				.optional()
				.describe("Extra environment variables for the program, by name."),
			stdin: z.string().optional().describe("What the program reads from its standard input; a template."),
			per: z
				.enum(["item", "batch"])
				.optional()
				.describe(
					"`batch` runs the list once for all items of a batch (see `batchSize`): an element that is nothing but `{{ batch.items }}` becomes an argument for each.",
				),
			shell: z
				.literal("trusted")
				.optional()
				.describe(
					"For a line whose items are your own: what it does with their values is not checked, so that they may be run as code.",
				),
		}),
	])
	.describe("Runs a program for each item. The result is its exit code and what it wrote.");

type Settings = z.output<typeof schema>;
type RunSettings = Exclude<Settings, string | string[]>;

export const commandOperation = operationKind({
	name: "command",
	schema,
	defaults: { batchSize: 50, timeoutMs: undefined },
	describe: (settings) => lineText(asObject(settings).run),
	successExamples: [
		{ that: "result.stdout contains 'ok'", detail: "The program writes this, besides ending with exit code 0." },
		{ that: "result.stderr == ''", detail: "The program complains about nothing." },
	],
	form: commandForm,
	mainResult: (result) => {
		const { stdout } = (result ?? {}) as { readonly stdout?: unknown };
		return typeof stdout === "string" ? stdout.replace(/\r?\n$/, "") : result;
	},
	attemptText: (settings, rendered) =>
		lineText((isRun(settings) ? rendered : (rendered as RunSettings).run) as string | readonly string[]),
	async prepare(settings, context): Promise<PreparedOperation> {
		const { baseFolder, runId, variables, log, outputs, runFolder } = context;
		const isShort = isRun(settings);
		const { run, cwd, env = {}, stdin, shell, per } = asObject(settings);
		const isPerBatch = per === "batch";
		const outputFolder = outputs && runFolder && join(runFolder, outputFolderName);
		const isTrusted = shell === "trusted";
		const compile = (text: string, ...path: readonly string[]) => compileTemplate(text, { variables, path });
		const folder = cwd === undefined ? undefined : compile(cwd, "cwd");
		if (folder?.constant !== undefined) await checkFolder(resolve(baseFolder, folder.constant), ["cwd"]);
		const own = Object.entries(env).map(([name, text]) => [name, compile(text, "env", name)] as const);
		const input = stdin === undefined ? undefined : compile(stdin, "stdin");
		const path = isShort ? [] : ["run"];
		const searchPath = own.find(([name]) => name === "PATH")?.[1].constant ?? process.env.PATH ?? "";
		const itemNames = own.filter(([, template]) => template.constant === undefined).map(([name]) => name);
		if (!isTrusted) checkNames(itemNames);
		const reach = { itemNames, readsItem: input !== undefined && input.constant === undefined };
		if (isTrusted && typeof run !== "string") {
			const suggestion = "Leave it out: no shell touches a list.";
			throw new SettingsError('"shell" is for a line, not for a list.', { path: ["shell"], suggestion });
		}
		if (isPerBatch && typeof run === "string") {
			const suggestion = 'Write a list: ["rm", "--", "{{ batch.items }}"].';
			throw new SettingsError("A line for the shell cannot take a batch.", { path: ["per"], suggestion });
		}
		const line =
			typeof run === "string"
				? shellLine(run, { variables, path, platform: process.platform, isTrusted, ...reach })
				: await argumentList(run, { variables, path, baseFolder, searchPath, log, ...reach });
		const runs = new ProgramLinks(ownEnvironment());

		function programFor(scope: Scope, about: Record<string, string>): Program {
			const { environment, ...program } = line.render(scope);
			const given = rendered(own, scope);
			for (const [name, value] of Object.entries(given)) assertNoNul(value, `The variable ${name}`);
			return {
				...program,
				folder: folder ? resolve(baseFolder, assertNoNul(folder.render(scope), "The folder")) : baseFolder,
				environment: { ...about, ...given, ...environment },
				stdin: input?.render(scope),
				outputFolder,
			};
		}

		async function runFor(items: readonly Item[], program: Program, signal: AbortSignal) {
			const end = await runs.run(program, signal).catch(async (error: unknown) => {
				throw await startError(error, program);
			});
			outputs?.ended(items, outputOf(end));
			if (end.exitCode !== 0) throw endError(end, basename(program.name), line.usesShell);
			return programResult(end, variables.secrets);
		}

		function scopeFor(items: readonly Item[]): Scope {
			const [first] = items;
			return isPerBatch || !first
				? batchScopeOf(items, undefined, runId)
				: scopeOf(first, { runId, batch: 0, attempt: 1 });
		}

		function previewOf(scope: Scope): unknown {
			if (isShort) return line.preview(scope);
			return {
				run: line.preview(scope),
				...(folder && { cwd: folder.render(scope) }),
				...(own.length > 0 && { env: rendered(own, scope) }),
				...(input && { stdin: input.render(scope) }),
			};
		}

		return {
			async run(item, attempt) {
				const scope = scopeOf(item, { runId, batch: attempt.batch, attempt: attempt.number });
				return runFor([item], programFor(scope, itemEnvironment(item, attempt)), attempt.signal);
			},
			batch: isPerBatch
				? {
						waitsForFull: true,
						async runBatch(items, attempts, signal) {
							const scope = batchScopeOf(items, attempts[0], runId);
							const program = programFor(scope, batchEnvironment(items, attempts[0]));
							const { stdout, stderr, ...rest } = await runFor(items, program, signal);
							// What a program writes for a batch is kept once.
							return items.map((_, at) => ({ result: at === 0 ? { ...rest, stdout, stderr } : rest }));
						},
					}
				: undefined,
			preview: (item) => asPreview(() => previewOf(scopeFor([item]))),
			...(isPerBatch && { previewBatch: (items) => asPreview(() => previewOf(scopeFor(items))) }),
			dispose: () => runs.dispose(),
		};
	},
});

function asObject(settings: Settings): RunSettings {
	return isRun(settings) ? { run: settings } : settings;
}

function outputOf({ stdout, stderr, whole }: ProgramEnd): ProgramOutput {
	return {
		stdout: whole?.stdout ?? Buffer.from(stdout.text),
		stderr: whole?.stderr ?? Buffer.from(stderr.text),
	};
}

function isRun(settings: Settings): settings is z.output<typeof run> {
	return typeof settings === "string" || Array.isArray(settings);
}

/** A list as you would type it in a terminal. */
function lineText(line: string | readonly string[]): string {
	if (typeof line === "string") return line;
	const isOneWord = (text: string) => /^\S+$/.test(text.replaceAll(/\{\{.*?\}\}/gs, "x"));
	return line.map((element) => (isOneWord(element) ? element : JSON.stringify(element))).join(" ");
}

function checkNames(names: readonly string[]): void {
	const name = names.find(isMeaningfulName);
	if (name === undefined) return;
	throw new SettingsError(`${name} with a value of an item in it could run that value: programs act on it.`, {
		path: ["env", name],
		suggestion: "Use a variable of another name.",
	});
}

function rendered(templates: readonly (readonly [string, Template])[], scope: Scope): Record<string, string> {
	return Object.fromEntries(templates.map(([name, template]) => [name, template.render(scope)]));
}

async function checkFolder(folder: string, path: readonly string[]): Promise<void> {
	const found = await stat(folder).catch(() => undefined);
	if (found?.isDirectory()) return;
	throw new SettingsError(`There is no folder ${folder}.`, { path, suggestion: "Make it before the run." });
}

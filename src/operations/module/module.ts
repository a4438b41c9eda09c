import { readdir, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, extname, resolve } from "node:path";
import { z } from "zod";
import { SettingsError } from "../../base/settingsError.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import { expandVariables } from "../../templates/variables.ts";
import { operationKind, type PreparedOperation } from "../operationKind.ts";
import { batchThrough } from "./batchThrough.ts";
import { moduleForm } from "./moduleForm.ts";
import { ModulePool } from "./modulePool.ts";
import { threadValue } from "./threadValue.ts";

/** Enough for a module that loads a large model; one that takes longer hangs. */
const loadTimeoutMs = 60_000;

const path = z
	.string()
	.min(1)
	.describe(
		"An ES module, CommonJS or TypeScript file, relative to the job file. Its default export is run for each item; its export `batch`, if it has one, for each batch.",
	);

const schema = z
	.union([
		path,
		z.strictObject({
			path,
			export: z.string().min(1).optional().describe("The function to run, if it is not the default export."),
			threads: z
				.int()
				.min(1)
				.max(256)
				.optional()
				.describe("Worker threads, at most. Default: one for each processor core, no more than the concurrency."),
			options: z
				.record(z.string(), z.unknown())
				.optional()
				.describe("Settings of your own, which the function finds in context.options."),
		}),
	])
	.describe(
		"Runs a function of yours in worker threads, for each item: (item, context) => result; or, exported as `batch`, for each batch: (items, context) => results.",
	);

type Settings = Exclude<z.output<typeof schema>, string>;

export const moduleOperation = operationKind({
	name: "module",
	schema,
	defaults: { batchSize: 100, timeoutMs: undefined },
	describe: (settings) => `module ${asObject(settings).path}`,
	file: (settings) => asObject(settings).path,
	successExamples: [
		{ that: "result != nil", detail: "The function returns something." },
		{ that: "result.ok == true", detail: "The result has a field with this value." },
	],
	form: moduleForm,
	loadsCode: true,
	previewLines: (rendered) => ({ head: (rendered as { readonly item: unknown }).item }),
	async prepare(settings, context): Promise<PreparedOperation> {
		const below = typeof settings === "string" ? [] : ["path"];
		const { threads, export: exportName, options = {}, ...rest } = asObject(settings);
		const written = expandVariables(rest.path, context.variables, below);
		const modulePath = resolve(context.baseFolder, written);
		await checkFile(modulePath, written, below);
		const pool = new ModulePool({
			task: {
				modulePath,
				exportName,
				options: threadValue(expandVariables(options, context.variables, ["options"])),
				runId: context.runId,
				jobFolder: context.baseFolder,
				hasTimeout: context.timeoutMs !== undefined,
			},
			maxThreads: threads ?? Math.max(1, Math.min(availableParallelism(), context.concurrency)),
			loadTimeoutMs,
			log: context.log,
		});
		const { unusable, isBatch } = await pool.start();
		if (unusable) {
			await pool.dispose();
			const { message, suggestion, setting } = unusable;
			throw new SettingsError(message, { path: setting === "export" ? ["export"] : below, suggestion });
		}
		return {
			run: (item, attempt) => pool.run(item, attempt),
			batch: isBatch ? batchThrough(pool) : undefined,
			preview: (item) => ({ module: written, item: item.value }),
			dispose: () => pool.dispose(),
		};
	},
});

function asObject(settings: z.output<typeof schema>): Settings {
	return typeof settings === "string" ? { path: settings } : settings;
}

async function checkFile(file: string, written: string, at: readonly string[]): Promise<void> {
	const found = await stat(file).catch(() => undefined);
	if (!found) {
		const names = await readdir(dirname(file)).catch(() => []);
		const suggestion = didYouMean(basename(file), names) ?? `Expected it at ${file}.`;
		throw new SettingsError(`The module "${written}" does not exist.`, { path: at, suggestion });
	}
	if (!found.isFile()) {
		throw new SettingsError(`The module "${written}" is no file.`, { path: at, suggestion: "Name the file itself." });
	}
	if (/^\.[cm]?ts$/.test(extname(file)) && !process.features.typescript) {
		throw new SettingsError(
			`The module "${written}" is TypeScript, which Node ${process.versions.node} does not run.`,
			{
				path: at,
				suggestion: "Write it in JavaScript, compile it, or use a host with Node 22.18 or later.",
			},
		);
	}
}

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "../../base/usageError.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import { columns } from "../terminal/columns.ts";
import { programName } from "../terminal/programName.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { recipes } from "../texts/recipes.ts";

export interface InitOptions extends GlobalOptions {
	readonly dryRun?: boolean;
}

/** `batchline init [KIND]`: writes a job that runs, with what it needs, into the current folder. @throws UsageError */
export async function initCommand(kind: string, { dryRun }: InitOptions, { output, terminal }: Host): Promise<number> {
	if (kind === "") {
		const lines = columns(Object.entries(recipes).map(([name, { description }]) => [name, description]));
		await output.write(`${lines.join("\n")}\n`);
		terminal.print(`${programName()} init KIND writes one of these into this folder.`);
		return exitCodes.succeeded;
	}
	const recipe = Object.hasOwn(recipes, kind) ? recipes[kind] : undefined;
	if (!recipe) {
		const names = Object.keys(recipes);
		throw new UsageError({
			message: `There is no recipe "${kind}".`,
			suggestion: didYouMean(kind, names) ?? `There are ${names.join(", ")}.`,
		});
	}
	const files = Object.entries(recipe.files);
	const missing = await filesToWrite(files);
	if (!dryRun) {
		for (const [name, text] of missing) {
			await mkdir(dirname(name), { recursive: true });
			await writeFile(name, text, { flag: "wx" });
		}
	}
	await output.write(files.map(([name]) => `${name}\n`).join(""));
	const [job = ""] = Object.keys(recipe.files);
	if (dryRun) terminal.print("Nothing was written.");
	if (recipe.before !== undefined) terminal.print(`Start first, in another terminal: ${recipe.before}`);
	terminal.print(`Run it: ${programName()} run ${job}`);
	terminal.print(recipe.next);
	return exitCodes.succeeded;
}

type File = readonly [name: string, text: string];

/** Those that are not there yet. @throws UsageError where a file is there with another text: nothing is overwritten */
async function filesToWrite(files: readonly File[]): Promise<readonly File[]> {
	const missing: File[] = [];
	for (const [name, text] of files) {
		const found = await readFile(name, "utf8").catch((error: NodeJS.ErrnoException) => {
			if (error.code === "ENOENT") return undefined;
			throw new UsageError({ message: `${name} cannot be read: ${error.message}` });
		});
		if (found === undefined) missing.push([name, text]);
		else if (found !== text) {
			throw new UsageError({
				message: `${name} exists already, and nothing was written.`,
				suggestion: "Go to another folder, or rename it.",
			});
		}
	}
	return missing;
}

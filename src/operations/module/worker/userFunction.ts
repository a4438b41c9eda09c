import { readFile } from "node:fs/promises";
import * as nodeModule from "node:module";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { didYouMean } from "../../../templates/didYouMean.ts";
import type { UnusableMessage } from "../moduleProtocol.ts";
import { type BatchFunction, batchCaller } from "./batchFunction.ts";
import { codeLocation } from "./codeLocation.ts";
import type { UserFunction, UserModule } from "./userModule.ts";

/** The module has no function to run, or cannot be loaded. */
export class UnusableModuleError extends Error {
	override readonly name = "UnusableModuleError";
	readonly suggestion: string | undefined;
	readonly setting: UnusableMessage["setting"];

	constructor(message: string, suggestion: string | undefined, setting: UnusableMessage["setting"] = "path") {
		super(message);
		this.suggestion = suggestion;
		this.setting = setting;
	}
}

/**
 * Imports an ES, CommonJS or TypeScript file and finds its function: the export that the job names, else the export
 * `batch`, else the default export (`module.exports`), else the export `run`. One that is named `batch` takes batches.
 *
 * @param path absolute
 * @throws UnusableModuleError
 */
export async function loadUserFunction(path: string, exportName: string | undefined): Promise<UserModule> {
	let exports: Record<string, unknown>;
	try {
		exports = await import(pathToFileURL(path).href);
	} catch (error) {
		throw await notLoaded(path, error);
	}
	const name = basename(path);
	const inner = exports.default;
	// In CommonJS, what a compiler makes of `export default` is one level deeper.
	const candidates = [exports, ...(isObject(inner) ? [inner] : [])];
	const wanted = exportName === undefined ? ["batch", "default", "run"] : [exportName];
	for (const key of wanted) {
		for (const candidate of candidates) {
			const found = candidate[key];
			if (typeof found !== "function") continue;
			const isBatch = key === "batch";
			return { run: isBatch ? batchCaller(found as BatchFunction) : (found as UserFunction), isBatch };
		}
	}
	const functions = new Set(candidates.flatMap((at) => Object.keys(at).filter((key) => typeof at[key] === "function")));
	const listed = [...functions].map((key) => `"${key}"`).join(", ");
	if (exportName !== undefined) {
		const has = functions.size > 0 ? `Its functions are ${listed}.` : "It exports no function at all.";
		const guess = didYouMean(exportName, functions);
		throw new UnusableModuleError(`${name} exports no function "${exportName}". ${has}`, guess, "export");
	}
	if (functions.size > 0) {
		const advice = 'Name the one to run with "export", or make it the default export.';
		throw new UnusableModuleError(`${name} has no default export. Its functions are ${listed}.`, advice);
	}
	throw new UnusableModuleError(`${name} exports no function.`, "Write: export default (item, context) => …");
}

async function notLoaded(path: string, error: unknown): Promise<UnusableModuleError> {
	const name = basename(path);
	if (!(error instanceof Error)) {
		return new UnusableModuleError(`${name} cannot be loaded: it threw ${String(error)}.`, undefined);
	}
	const ownFile = fileURLToPath(import.meta.url);
	let location = codeLocation(error, ownFile);
	let what = error.message;
	if (!location && error.name === "SyntaxError") {
		const better = await syntaxErrorOf(path);
		location = better && codeLocation(better, ownFile);
		what = better?.message ?? what;
	}
	const where = location ? ` (${location})` : error.name === "SyntaxError" ? " (in it or in what it imports)" : "";
	const kind = error.name === "Error" ? "" : `${error.name}: `;
	return new UnusableModuleError(`${name} cannot be loaded: ${kind}${what}${where}`, undefined);
}

/** Node does not say where the syntax error of an ES module is; its parser for TypeScript does. */
async function syntaxErrorOf(path: string): Promise<Error | undefined> {
	try {
		const source = await readFile(path, "utf8");
		nodeModule.stripTypeScriptTypes?.(source, { mode: "strip", sourceUrl: path });
	} catch (error) {
		if (error instanceof SyntaxError) return error;
	}
	return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}

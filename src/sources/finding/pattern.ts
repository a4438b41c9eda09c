import { type BigIntStats, lstatSync } from "node:fs";
import { dirname, isAbsolute, join, parse } from "node:path";
import { isDynamicPattern } from "tinyglobby";

/** Folders that are rarely meant: searched only for a pattern that names them. */
export const quietFolders = ["node_modules", ".git"] as const;

/** A pattern of a job, taken apart on the disk that it is for. */
export interface Pattern {
	/** As it is written. */
	readonly entry: string;
	/** Absolute: as much of the pattern's beginning as exists by just this name, brackets and all: `app/[id]`. */
	readonly fixed: string;
	/** What remains, relative to {@link fixed}; empty if the whole is the name of a file or folder. */
	readonly rest: string;
	/** The same with `[id]`, `(shop)` and the like as names; undefined where there are none. */
	readonly literalRest: string | undefined;
	/** Of {@link fixed} itself, not of what a link leads to. */
	readonly stats: BigIntStats | undefined;
	/** A part of {@link fixed} is a link. */
	readonly isLinked: boolean;
	/** Of {@link quietFolders}. */
	readonly quiet: readonly string[];
}

/** `!x` leaves out `x`, unless there is a file or folder by the name `!x`. */
export function excludedBy(entry: string, baseFolder: string): string | undefined {
	if (!/^![^(]/.test(entry)) return undefined;
	const [first = ""] = entry.split("/", 1);
	return statsOf(join(baseFolder, first)) ? undefined : entry.slice(1);
}

/** @param entry a glob with slashes, relative to the folder or absolute */
export function parsePattern(entry: string, baseFolder: string): Pattern {
	const base = `${slashed(baseFolder)}/`;
	const relative = entry.startsWith(base) ? entry.slice(base.length) : entry;
	const root = isAbsolute(relative) ? parse(relative).root : "";
	const parts = relative
		.slice(root.length)
		.split("/")
		.filter((part) => part !== "" && part !== ".");
	let fixed = root === "" ? baseFolder : root;
	let stats = statsOf(fixed);
	let isLinked = false;
	let taken = 0;
	for (const part of parts) {
		const next = stepInto(fixed, part);
		if (!next) break;
		({ path: fixed, stats } = next);
		isLinked ||= stats.isSymbolicLink();
		taken++;
	}
	const left = parts.slice(taken);
	const rest = left.join("/");
	const asNames = left.map((part) => (isNameLike(part) ? escapeName(part) : part)).join("/");
	return {
		entry,
		fixed,
		rest,
		literalRest: asNames === rest ? undefined : asNames,
		stats,
		isLinked,
		quiet: quietFolders.filter((name) => !parts.some((part) => names(part, name))),
	};
}

function stepInto(folder: string, part: string): { readonly path: string; readonly stats: BigIntStats } | undefined {
	if (part === "..") {
		const path = dirname(folder);
		const stats = statsOf(path);
		return stats && { path, stats };
	}
	// A file that is named `*` does not make every `*` its name.
	if (/^\*+$/.test(part)) return undefined;
	const unescaped = part.replace(/\\(?=[()[\]{}!*+?@|])/g, "");
	for (const name of isDynamicPattern(part) ? [part] : [part, unescaped]) {
		const path = join(folder, name);
		const stats = statsOf(path);
		if (stats) return { path, stats };
	}
	return undefined;
}

/** Such as `[id]`, `(shop)`, `{x}`: a pattern, or the name of a folder. */
function isNameLike(part: string): boolean {
	return !/[*?\\]/.test(part) && isDynamicPattern(part);
}

/** Whether the part means the folder of that name: `node_modules`, `{src,node_modules}`, but not `node_modules.js`. */
function names(part: string, folder: string): boolean {
	return part.split(/[{}(),|]/).includes(folder);
}

/** A name as a pattern that matches it. May match others too where it has characters that no pattern can name. */
export function escapeName(name: string): string {
	return name.replace(/["'\\]/g, "?").replace(/[()[\]{}*|!+@]/g, "\\$&");
}

/** On Windows `${workspaceFolder}` contains backslashes, which a pattern takes for escapes. */
export function slashed(path: string): string {
	return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

/** Undefined where there is nothing, or nothing that can be reached. */
function statsOf(path: string): BigIntStats | undefined {
	try {
		return lstatSync(path, { bigint: true });
	} catch {
		return undefined;
	}
}

import { statSync } from "node:fs";
import { join, relative } from "node:path";
import { isBelow, realPath } from "./crawl.ts";
import { type Candidate, distinctFiles } from "./distinctFiles.ts";
import { LeftOut } from "./leftOut.ts";
import { excludedBy, type Pattern, parsePattern, quietFolders, slashed } from "./pattern.ts";
import { excludedPaths, runSearch, searchesFor } from "./searches.ts";

/** What a job's `files` asks for. */
export interface Wanted {
	readonly patterns: readonly string[];
	readonly exclude: readonly string[];
	readonly dot: boolean;
	readonly follow: boolean;
}

/** Where it is looked for. */
export interface Surroundings {
	/** Absolute. */
	readonly baseFolder: string;
	/** Files of the job itself: what each is, by its identity. */
	readonly ownFiles: ReadonlyMap<string, string>;
	/** Absolute paths of folders that are never searched. */
	readonly closed: readonly string[];
}

export interface FoundFiles {
	/** Relative to the base folder, with slashes; in an order that is the same on every machine. */
	readonly paths: readonly string[];
	/** What was left out, and what matches nothing. */
	readonly notes: readonly string[];
}

/** Where runs are kept; no pattern finds anything in it. */
const stateFolder = ".batchline";

/** Each file that the patterns match, once. @throws SettingsError where a folder cannot be listed for now */
export async function findFiles(wanted: Wanted, { baseFolder, ownFiles, closed }: Surroundings): Promise<FoundFiles> {
	const parse = (entry: string) => parsePattern(slashed(entry), baseFolder);
	const negated = new Map(wanted.patterns.map((entry) => [entry, excludedBy(slashed(entry), baseFolder)]));
	const patterns = wanted.patterns.filter((entry) => negated.get(entry) === undefined).map(parse);
	const excludes = [...wanted.exclude, ...[...negated.values()].filter((entry) => entry !== undefined)].map(parse);
	const leftOut = new LeftOut(baseFolder);
	const roots = rootsOf(patterns, baseFolder);
	const isClosed = (path: string) =>
		relative(baseFolder, path).split(/[/\\]/).includes(stateFolder) ||
		closed.some((folder) => path === folder || isBelow(path, folder));

	const open = patterns.filter(({ fixed }) => !isClosed(fixed));
	const named = open.filter(isFile);
	const excluded = excludedPaths(
		named.map(({ fixed }) => fixed),
		excludes,
		baseFolder,
	);
	const candidates = new Map<string, Candidate>();
	for (const { fixed, isLinked } of named) {
		if (!excluded.paths.has(fixed)) candidates.set(fixed, { path: fixed, isLinked, isNamed: true });
	}
	const effective = new Set(excluded.effective);
	const unmatched: Pattern[] = [];
	for (const search of searchesFor(open.filter((pattern) => !isFile(pattern)))) {
		const options = { baseFolder, excludes, dot: wanted.dot, follow: wanted.follow, closed, roots, leftOut };
		const quiet = [...search.quiet, stateFolder];
		const result = await runSearch({ ...search, quiet }, options);
		for (const { path, isLinked } of result.found) {
			if (!candidates.has(path)) candidates.set(path, { path, isLinked, isNamed: false });
		}
		for (const exclude of result.effective) effective.add(exclude);
		unmatched.push(...result.unmatched);
	}
	const { paths, own } = await distinctFiles([...candidates.values()], {
		follow: wanted.follow,
		roots,
		ownFiles,
		isClosed,
		leftOut,
	});
	const shown = (path: string) => slashed(relative(baseFolder, path));
	// By code units, not by locale: the same order on every machine, at every resume.
	const sorted = paths.map(shown).sort();
	const useless = excludes.filter((exclude) => !effective.has(exclude) && !isAboutQuiet(exclude));
	return {
		paths: sorted,
		notes: [
			...[...own].sort().map(([path, what]) => `${shown(path)} was left out, as it is ${what}.`),
			...leftOut.notes(new Set(sorted)),
			...(sorted.length === 0 ? [] : unmatched).map(({ entry }) => `The pattern "${entry}" matches nothing.`),
			...(sorted.length === 0 ? [] : useless).map(({ entry }) => `The exclude "${entry}" leaves nothing out.`),
		],
	};
}

/** Whether the whole pattern is the name of something that is no folder, nor a link to one. */
function isFile({ rest, fixed, stats }: Pattern): boolean {
	if (rest !== "" || !stats || stats.isDirectory()) return false;
	try {
		return !statSync(fixed).isDirectory();
	} catch {
		return true;
	}
}

/** Such excludes are written to be on the safe side. */
function isAboutQuiet({ quiet, entry }: Pattern): boolean {
	return quiet.length < quietFolders.length || entry.includes(stateFolder);
}

/** The job's folder, and those outside of it that patterns name. */
function rootsOf(patterns: readonly Pattern[], baseFolder: string): readonly string[] {
	const outside = patterns.map(({ fixed }) => fixed).filter((fixed) => !isBelow(join(fixed, "x"), baseFolder));
	return [baseFolder, ...outside].map((folder) => realPath(folder) ?? folder);
}

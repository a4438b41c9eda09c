import { dirname, join, relative } from "node:path";
import { type Crawled, crawl, isBelow } from "./crawl.ts";
import { matchable, restored } from "./entry.ts";
import type { LeftOut } from "./leftOut.ts";
import { matching } from "./pathTree.ts";
import { escapeName, type Pattern, slashed } from "./pattern.ts";

/** What every search of a job has in common. */
export interface SearchOptions {
	/** Absolute. */
	readonly baseFolder: string;
	readonly excludes: readonly Pattern[];
	readonly dot: boolean;
	readonly follow: boolean;
	/** Absolute paths of folders that are never searched. */
	readonly closed: readonly string[];
	/** Absolute and without links: where links may lead to. */
	readonly roots: readonly string[];
	readonly leftOut: LeftOut;
}

/** One folder, and all patterns that begin in it and see the same of it. */
export interface Search {
	/** Absolute. */
	readonly folder: string;
	readonly quiet: readonly string[];
	readonly patterns: readonly Pattern[];
}

export interface SearchResult {
	/** Absolute. */
	readonly found: readonly Crawled[];
	/** Entries of patterns that nothing matches, not even something that is left out. */
	readonly unmatched: readonly Pattern[];
	/** Those of the excludes that leave something out. */
	readonly effective: ReadonlySet<Pattern>;
}

/** One crawl for each folder that a pattern begins with. */
export function searchesFor(patterns: readonly Pattern[]): readonly Search[] {
	const byFolder = new Map<string, { folder: string; quiet: readonly string[]; patterns: Pattern[] }>();
	for (const pattern of patterns) {
		const id = JSON.stringify([pattern.fixed, pattern.quiet]);
		const search = byFolder.get(id) ?? { folder: pattern.fixed, quiet: pattern.quiet, patterns: [] };
		byFolder.set(id, search);
		search.patterns.push(pattern);
	}
	return [...byFolder.values()];
}

export async function runSearch(search: Search, options: SearchOptions): Promise<SearchResult> {
	const { baseFolder, excludes, dot, follow, closed, roots, leftOut } = options;
	const cwd = topOf(search.folder, baseFolder, excludes);
	const globs = new Map(search.patterns.map((pattern) => [pattern, globsOf(pattern, cwd)]));
	const ignores = excludes.flatMap((exclude) => {
		const ignore = ignoreOf(exclude, cwd);
		return ignore === undefined ? [] : [{ exclude, ignore }];
	});
	const entries = new Set<string>();
	const crawled = await crawl(
		{
			cwd: slashed(cwd),
			patterns: [...globs.values()].flat(),
			ignore: ignores.map(({ ignore }) => ignore),
			quiet: search.quiet,
			closed,
			follow,
			roots,
			onEntry: ignores.length === 0 ? undefined : (path) => entries.add(path),
		},
		leftOut,
	);
	const below = crawled.filter(({ path }) => isBelow(restored(join(cwd, path)), search.folder));
	const paths = below.map(({ path }) => path);
	const meant = new Map([...globs].map(([pattern, both]) => [pattern, meantGlob(both, paths, slashed(cwd))]));
	const hasNames = search.patterns.some(({ literalRest }) => literalRest !== undefined);
	const matched = hasNames ? matching(paths, [...meant.values()], { cwd: slashed(cwd), dot: true }) : new Set(paths);
	const dotted = dot ? [] : unnamedDots([...matched], [...meant.values()], { cwd, folder: search.folder });
	const isDotted = new Set(dotted);
	for (const path of dotted) leftOut.add("dot", restored(join(cwd, path)));
	return {
		found: below
			.filter(({ path }) => matched.has(path) && !isDotted.has(path))
			.map(({ path, isLinked }) => ({ path: restored(join(cwd, path)), isLinked })),
		unmatched: search.patterns.filter((pattern) => !matchesAny(meant.get(pattern) ?? "", paths, slashed(cwd))),
		effective: new Set(
			ignores.filter(({ ignore }) => matchesAny(ignore, [...entries], slashed(cwd))).map(({ exclude }) => exclude),
		),
	};
}

/** Which of the paths the excludes leave out, and which excludes do. @param paths absolute */
export function excludedPaths(
	paths: readonly string[],
	excludes: readonly Pattern[],
	baseFolder: string,
): { readonly paths: ReadonlySet<string>; readonly effective: ReadonlySet<Pattern> } {
	const excluded = new Set<string>();
	const effective = new Set<Pattern>();
	const byTop = Map.groupBy(excludes.length === 0 ? [] : paths, (path) => topOf(dirname(path), baseFolder, excludes));
	for (const [cwd, below] of byTop) {
		const shown = new Map(below.map((path) => [matchable(slashed(relative(cwd, path))), path]));
		for (const exclude of excludes) {
			const ignore = ignoreOf(exclude, cwd);
			const matched = ignore === undefined ? [] : matching(shown.keys(), [ignore], { cwd: slashed(cwd), dot: true });
			for (const path of matched) {
				const file = shown.get(path);
				if (file !== undefined) excluded.add(file);
				effective.add(exclude);
			}
		}
	}
	return { paths: excluded, effective };
}

/** The patterns' own top, so that excludes, which are relative to the job's folder, have the same one. */
function topOf(folder: string, baseFolder: string, excludes: readonly Pattern[]): string {
	const top = folder === baseFolder || isBelow(folder, baseFolder) ? baseFolder : folder;
	return excludes.reduce((above, { fixed }) => (isBelow(above, fixed) ? fixed : above), top);
}

/** The pattern as it would be with names in brackets taken literally, if it has some, and as it is. */
function globsOf({ fixed, rest, literalRest }: Pattern, cwd: string): readonly string[] {
	const rests = literalRest === undefined ? [rest || "**"] : [literalRest, rest];
	return rests.map((glob) => globBelow(fixed, glob, cwd));
}

function globBelow(folder: string, rest: string, cwd: string): string {
	const parts = slashed(relative(cwd, folder))
		.split("/")
		.filter((part) => part !== "")
		.map((part) => escapeName(matchable(part)));
	return [...parts, rest].join("/");
}

/** Undefined where it cannot apply to anything in the folder. */
function ignoreOf({ fixed, rest }: Pattern, cwd: string): string | undefined {
	if (fixed === cwd || isBelow(fixed, cwd)) return globBelow(fixed, rest || "**", cwd);
	// Wherever files are: `**/*.test.ts`.
	return rest.startsWith("**/") ? rest : undefined;
}

/** If brackets in it are names on this disk, it is about these names only. */
function meantGlob(globs: readonly string[], paths: readonly string[], cwd: string): string {
	const [first = "", second] = globs;
	return second === undefined || matchesAny(first, paths, cwd) ? first : second;
}

/** Most patterns match one of the first few. */
const firstFew = 200;

function matchesAny(glob: string, paths: readonly string[], cwd: string): boolean {
	const matches = (some: readonly string[]) => some.length > 0 && matching(some, [glob], { cwd, dot: true }).size > 0;
	return matches(paths.slice(0, firstFew)) || matches(paths.slice(firstFew));
}

/** Those that have a dot in front of a name, where no pattern has it. */
function unnamedDots(
	paths: readonly string[],
	globs: readonly string[],
	{ cwd, folder }: { readonly cwd: string; readonly folder: string },
): readonly string[] {
	const start = slashed(relative(cwd, folder)).length;
	const dotted = paths.filter((path) => /(?:^|\/)\./.test(path.slice(start)));
	if (dotted.length === 0) return [];
	const named = matching(dotted, globs, { cwd: slashed(cwd), dot: false });
	return dotted.filter((path) => !named.has(path));
}

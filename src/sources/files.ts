import { lstat } from "node:fs/promises";
import { resolve } from "node:path";
import { crc32 } from "node:zlib";
import { isDynamicPattern } from "tinyglobby";
import { z } from "zod";
import { fileIdentity } from "../base/fileIdentity.ts";
import { formatCount, formatCountOf } from "../base/format.ts";
import { SettingsError } from "../base/settingsError.ts";
import type { Item } from "../engine/model/item.ts";
import type { SourcePosition } from "../engine/model/ports.ts";
import { findFiles } from "./finding/findFiles.ts";
import { slashed } from "./finding/pattern.ts";
import { findMissingPart } from "./reading/missingPath.ts";
import { type SourceChange, sourceKind } from "./sourceKind.ts";

const chunkItems = 1000;

const pattern = z.string().min(1, "Expected a pattern, found an empty string.");
const patterns = z.union([pattern, z.array(pattern).min(1, "Expected at least one pattern.")]);

const options = z.strictObject({
	glob: patterns.describe('Which files: "src/**/*.ts". Relative to the job file.'),
	exclude: patterns.optional().describe("Which of them to leave out."),
	dot: z
		.boolean()
		.optional()
		.describe("Whether wildcards match names that begin with a dot. Default: no; what is left out is told."),
	follow: z
		.boolean()
		.optional()
		.describe("Whether links are followed, as far as they stay in the folder. Default: no; what is left out is told."),
});

export const files = sourceKind({
	name: "files",
	schema: z
		.union([patterns, options])
		.describe(
			"Each file that a pattern (or one of a list) matches, once; a folder stands for all files in it. `node_modules` and `.git` are left out unless a pattern names them.",
		),
	describe: (settings) => `files ${listOf(optionsOf(settings).glob).join(", ")}`,
	async open(settings, { baseFolder, ownFiles, closedFolders }) {
		const { glob, exclude, dot = false, follow = false } = optionsOf(settings);
		const search = { patterns: listOf(glob), exclude: listOf(exclude ?? []), dot, follow };
		const place = { baseFolder, ownFiles: ownFiles ?? new Map(), closed: closedFolders ?? [] };
		const { paths, notes } = await findFiles(search, place);
		const isExcluded = paths.length === 0 && search.exclude.length > 0;
		const excluded = isExcluded ? (await findFiles({ ...search, exclude: [] }, place)).paths.length : 0;
		const path = settings === glob ? [] : ["glob"];
		return {
			summary: `${formatCountOf(paths.length, "file")}: ${listOf(glob).join(", ")}`,
			notes,
			whyEmpty:
				excluded > 0
					? allExcluded(excluded)
					: paths.length > 0
						? undefined
						: await noMatch(search.patterns, baseFolder, { path, notes }),
			total: () => ({ count: paths.length, exact: true }),
			reads: (identity) => paths.some((path) => fileIdentity(resolve(baseFolder, path)) === identity),
			position: () => positionOf(paths),
			changeSince: async (position) => listChange(position as FilesPosition, positionOf(paths)),
			async *chunks(signal) {
				for (let start = 0; start < paths.length && !signal.aborted; start += chunkItems) {
					yield paths.slice(start, start + chunkItems).map((path, at) => fileItem(start + at, path, baseFolder));
				}
			},
		};
	},
});

type Patterns = z.output<typeof patterns>;

function optionsOf(settings: Patterns | z.output<typeof options>): z.output<typeof options> {
	return typeof settings === "string" || Array.isArray(settings)
		? { glob: settings as Patterns }
		: (settings as z.output<typeof options>);
}

function listOf(value: Patterns): readonly string[] {
	return typeof value === "string" ? [value] : value;
}

/** Always the beginning, as the whole list is known; it tells whether the list is still the same. */
interface FilesPosition extends SourcePosition {
	readonly files: number;
	/** CRC-32 of their paths, in order. */
	readonly paths: number;
}

function positionOf(paths: readonly string[]): FilesPosition {
	return { index: 0, files: paths.length, paths: paths.reduce((crc, path) => crc32(`${path}\0`, crc), 0) };
}

/** One more file shifts the index of all that come after it. */
function listChange(before: FilesPosition, now: FilesPosition): SourceChange | undefined {
	if (before.files === now.files && before.paths === now.paths) return undefined;
	const found = before.files === now.files ? "others do now" : `${formatCount(now.files)} do now`;
	return {
		isBeforeMark: true,
		message: `${formatCountOf(before.files, "file")} matched when the run began; ${found}.`,
	};
}

/** The path relative to the base folder is the value and the key; templates have the absolute one as `path`. */
function fileItem(index: number, path: string, baseFolder: string): Item {
	const location = { file: resolve(baseFolder, path), line: undefined };
	return { index, key: path, value: path, location, problem: undefined };
}

function allExcluded(count: number): SettingsError {
	const message =
		count === 1
			? 'The only file that matches is left out by "exclude".'
			: `All ${formatCount(count)} files that match are left out by "exclude".`;
	return new SettingsError(message, { path: ["exclude"] });
}

async function noMatch(
	wanted: readonly string[],
	baseFolder: string,
	{ path, notes }: { readonly path: readonly (string | number)[]; readonly notes: readonly string[] },
): Promise<SettingsError> {
	const message = `No file matches ${wanted.map((entry) => `"${entry}"`).join(", ")} in ${baseFolder}.`;
	for (const entry of wanted) {
		const fixed = resolve(baseFolder, fixedPart(slashed(entry)));
		const isThere = await lstat(fixed).then(
			() => true,
			() => false,
		);
		if (isThere) continue;
		const { missing, suggestion } = await findMissingPart(fixed);
		return new SettingsError(message, { path, suggestion: suggestion ?? `${missing} does not exist.` });
	}
	const suggestion =
		notes.length > 0 ? notes.join(" ") : `Patterns are relative to that folder; "**/" looks into its folders too.`;
	return new SettingsError(message, { path, suggestion });
}

/** The folders that a pattern names before its first wildcard. */
function fixedPart(entry: string): string {
	const parts = entry.split("/");
	const dynamic = parts.findIndex((part) => isDynamicPattern(part));
	return (dynamic < 0 ? parts : parts.slice(0, dynamic)).join("/");
}

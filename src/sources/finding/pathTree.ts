import { globSync } from "tinyglobby";
import { type Entry, fileEntry, folderEntry } from "./entry.ts";

export interface MatchOptions {
	/** Absolute, with slashes; paths and patterns are relative to it. */
	readonly cwd: string;
	/** Whether wildcards match names that begin with a dot. */
	readonly dot: boolean;
}

/** Those of the paths that one of the patterns matches, as a search of a disk with only them would find them. */
export function matching(
	paths: Iterable<string>,
	patterns: readonly string[],
	{ cwd, dot }: MatchOptions,
): ReadonlySet<string> {
	const folders = treeOf(paths, cwd);
	const readdirSync = (path: string) => folders.get(path.replace(/(?<=.)\/$/, ""))?.entries ?? [];
	const found = globSync([...patterns], {
		cwd,
		dot,
		onlyFiles: false,
		expandDirectories: true,
		followSymbolicLinks: false,
		fs: { readdirSync: readdirSync as unknown as typeof import("node:fs").readdirSync },
	});
	return new Set(found);
}

interface Folder {
	readonly entries: Entry[];
	readonly names: Set<string>;
}

/** By absolute path. */
function treeOf(paths: Iterable<string>, cwd: string): ReadonlyMap<string, Folder> {
	const top = cwd.replace(/\/$/, "");
	const folders = new Map<string, Folder>();
	for (const path of paths) {
		let above = top || "/";
		const parts = path.split("/");
		for (const [at, name] of parts.entries()) {
			const folder = folders.get(above) ?? { entries: [], names: new Set() };
			folders.set(above, folder);
			if (!folder.names.has(name)) {
				folder.names.add(name);
				folder.entries.push(at < parts.length - 1 ? folderEntry(name) : fileEntry(name));
			}
			above = above === "/" ? `/${name}` : `${above}/${name}`;
		}
	}
	return folders;
}

/** What a crawl asks of a folder's entry: the part of `fs.Dirent` that can be made. */
export interface Entry {
	readonly name: string;
	isFile(): boolean;
	isDirectory(): boolean;
	isSymbolicLink(): boolean;
}

/** Line ends, which no wildcard matches, and what stands in for them while names are matched. */
const lineEnds = "\n\r\u2028\u2029";
const standIns = "\uf8f0\uf8f1\uf8f2\uf8f3";

/** The name as wildcards can match it. */
export function matchable(name: string): string {
	return name.replace(/[\n\r\u2028\u2029]/g, (end) => standIns[lineEnds.indexOf(end)] ?? end);
}

/** What {@link matchable} was given. */
export function restored(path: string): string {
	return path.replace(/[\uf8f0-\uf8f3]/g, (standIn) => lineEnds[standIns.indexOf(standIn)] ?? standIn);
}

export function fileEntry(name: string): Entry {
	return { name, isFile: () => true, isDirectory: () => false, isSymbolicLink: () => false };
}

export function folderEntry(name: string): Entry {
	return { name, isFile: () => false, isDirectory: () => true, isSymbolicLink: () => false };
}

/** What a crawl asks of a folder's entry: the part of `fs.Dirent` that can be made. */
export interface Entry {
	readonly name: string;
	isFile(): boolean;
	isDirectory(): boolean;
	isSymbolicLink(): boolean;
}

export function fileEntry(name: string): Entry {
	return { name, isFile: () => true, isDirectory: () => false, isSymbolicLink: () => false };
}

export function folderEntry(name: string): Entry {
	return { name, isFile: () => false, isDirectory: () => true, isSymbolicLink: () => false };
}

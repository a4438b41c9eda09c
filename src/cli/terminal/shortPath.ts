import { isAbsolute, relative } from "node:path";

/** The path as the user would write it: relative where it is below `from`. */
export function shortPath(path: string, from = process.cwd()): string {
	const short = relative(from, path);
	if (short === "") return ".";
	return short.startsWith("..") || isAbsolute(short) ? path : short;
}

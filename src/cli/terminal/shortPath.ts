import { isAbsolute, relative } from "node:path";

/** The path as a person would write it here: relative where it is not far off. */
export function shortPath(path: string, from = process.cwd()): string {
	const short = relative(from, path);
	if (short === "") return ".";
	return short.startsWith("..") || isAbsolute(short) ? path : short;
}

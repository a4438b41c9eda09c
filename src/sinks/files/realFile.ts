import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** More links than this are a loop, to any system. */
const maxLinks = 64;

/** Where a link leads, also if nothing is there; the file itself if it is none. @param file absolute */
export function endOfLinks(file: string): string {
	let at = file;
	for (let links = 0; links < maxLinks; links++) {
		if (!isLink(at)) break;
		at = resolve(dirname(at), readlinkSync(at));
	}
	return at;
}

/** What cannot be reached is none: whoever opens it says why. */
function isLink(file: string): boolean {
	try {
		return lstatSync(file).isSymbolicLink();
	} catch {
		return false;
	}
}

/**
 * The one path of a file, by whatever links and spelling it is named; it need not exist.
 * @param file absolute
 */
export function realFile(file: string): string {
	const end = endOfLinks(file);
	try {
		return realpathSync.native(end);
	} catch {
		const parent = dirname(end);
		return parent === end ? end : join(realFile(parent), basename(end));
	}
}

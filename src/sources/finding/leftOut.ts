import { relative } from "node:path";
import { formatCount } from "../../base/format.ts";
import { slashed } from "./pattern.ts";

/** Why a path that matches is no item. */
export type Reason =
	| "dot"
	| "link"
	| "outside"
	| "broken"
	| "unreadable"
	| "tooLong"
	| "notUtf8"
	| "special"
	| "sameFile";

interface Words {
	readonly one: string;
	readonly many: string;
	readonly advice?: string;
}

const words: Readonly<Record<Reason, Words>> = {
	dot: {
		one: "file was left out, as its name, or that of a folder it is in, begins with a dot",
		many: "files were left out, as their names, or those of folders they are in, begin with a dot",
		advice: '"dot": true takes them',
	},
	link: {
		one: "link was left out",
		many: "links were left out",
		advice: '"follow": true takes what links inside of the folder lead to',
	},
	outside: {
		one: "link was left out, as it leads out of the folder",
		many: "links were left out, as they lead out of the folder",
	},
	broken: { one: "link was left out, as it leads nowhere", many: "links were left out, as they lead nowhere" },
	unreadable: {
		one: "file or folder was left out, as it cannot be read",
		many: "files or folders were left out, as they cannot be read",
	},
	tooLong: {
		one: "path was left out, as it is too long for the system",
		many: "paths were left out, as they are too long for the system",
	},
	notUtf8: {
		one: "path was left out, as its name is not UTF-8",
		many: "paths were left out, as their names are not UTF-8",
		advice: "Rename them to take them",
	},
	special: {
		one: "path was left out, as it is no regular file",
		many: "paths were left out, as they are no regular files",
	},
	sameFile: {
		one: "name was left out, as its file is an item by another name",
		many: "names were left out, as their files are items by other names",
	},
};

const maxShown = 3;
/** UTF-16 units of a path that is shown. */
const maxLength = 120;

/** What a search left out, to be told. */
export class LeftOut {
	readonly #baseFolder: string;
	readonly #paths = new Map<Reason, Set<string>>();

	/** @param baseFolder that paths are shown relative to */
	constructor(baseFolder: string) {
		this.#baseFolder = baseFolder;
	}

	/** @param path absolute; the same one counts once */
	add(reason: Reason, path: string): void {
		const paths = this.#paths.get(reason) ?? new Set();
		this.#paths.set(reason, paths.add(slashed(relative(this.#baseFolder, path))));
	}

	/** By what the system says when it is asked for the path. */
	addError({ code }: NodeJS.ErrnoException, path: string): void {
		if (code === "ENOENT" || code === "ENOTDIR") {
			// Bytes that are no text have become U+FFFD, by which nothing is found. Others are gone since they were listed.
			if (path.includes("\ufffd")) this.add("notUtf8", path);
			return;
		}
		this.add(code === "ENAMETOOLONG" ? "tooLong" : "unreadable", path);
	}

	/** @param taken paths that are items after all, by another pattern */
	notes(taken: ReadonlySet<string>): readonly string[] {
		return (Object.keys(words) as Reason[]).flatMap((reason) => {
			const paths = [...(this.#paths.get(reason) ?? [])].filter((path) => !taken.has(path));
			return paths.length === 0 ? [] : [noteOn(reason, paths.sort())];
		});
	}
}

function noteOn(reason: Reason, paths: readonly string[]): string {
	const { one, many, advice } = words[reason];
	const shown = paths.slice(0, maxShown).map(shortened);
	const more = paths.length - shown.length;
	const list = `${shown.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
	return `${formatCount(paths.length)} ${paths.length === 1 ? one : many}: ${list}.${advice ? ` ${advice}.` : ""}`;
}

function shortened(path: string): string {
	return path.length <= maxLength ? path : `${path.slice(0, maxLength / 2)}…${path.slice(-maxLength / 2)}`;
}

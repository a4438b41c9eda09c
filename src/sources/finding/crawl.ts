import { type Dirent, readdir, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { glob } from "tinyglobby";
import { SettingsError } from "../../base/settingsError.ts";
import { type Entry, fileEntry, folderEntry, matchable, restored } from "./entry.ts";
import type { LeftOut } from "./leftOut.ts";
import { slashed } from "./pattern.ts";

/** Where and for what one crawl looks. */
export interface CrawlPlan {
	/** Absolute; the patterns are relative to it. */
	readonly cwd: string;
	readonly patterns: readonly string[];
	readonly ignore: readonly string[];
	/** Names of folders that are not searched. */
	readonly quiet: readonly string[];
	/** Absolute paths of folders that are not searched. */
	readonly closed: readonly string[];
	/** Whether links are followed, as far as they stay in one of {@link roots}. */
	readonly follow: boolean;
	/** Absolute, without links. */
	readonly roots: readonly string[];
	/** Told of each entry that is seen, relative to `cwd`. */
	onEntry?: ((path: string) => void) | undefined;
}

/** What one crawl has found, relative to its `cwd`; as wildcards can match it, see {@link matchable}. */
export interface Crawled {
	/** Whether a linked folder is on the way to it. */
	readonly isLinked: boolean;
	readonly path: string;
}

/** What a `replace` that was killed may leave beside its file until the run is resumed. */
const unfinished = /^\.batchline-[\da-f-]{36}$/;

/** Links to folders that one crawl enters: a few that lead to each other make endless paths. */
const maxEntered = 10_000;

/** The system is short of something, and would give another answer later: nothing can be said of what is there. */
const shortages = new Set(["EMFILE", "ENFILE", "ENOMEM"]);

/**
 * Every file and every link to a file that a pattern matches, dot files too. A link to a folder is entered only with
 * `follow`, and not where it leads back to a folder that the path is in.
 * @throws SettingsError where a folder cannot be listed for now
 */
export async function crawl(plan: CrawlPlan, leftOut: LeftOut): Promise<readonly Crawled[]> {
	const disk = new Disk(plan, leftOut);
	const found = new Map<string, Crawled>();
	const search = async (isLinked: boolean) => {
		const paths = await glob([...plan.patterns], {
			cwd: plan.cwd,
			ignore: [...plan.ignore],
			dot: true,
			followSymbolicLinks: false,
			fs: { readdir: disk.readdir as unknown as typeof readdir },
		});
		disk.assertListed();
		for (const path of paths) if (!found.has(path)) found.set(path, { path, isLinked });
	};
	await search(false);
	let entered = 0;
	for (let links = disk.takeLinks(); links.length > 0; links = disk.takeLinks()) {
		// In an order that does not depend on which folder was listed first.
		for (const link of links.sort()) {
			if (entered >= maxEntered) leftOut.add("link", link);
			if (entered >= maxEntered || !disk.enter(link)) continue;
			entered++;
			await search(true);
		}
	}
	return [...found.values()];
}

/** The file system as a crawl sees it: without what it must not see, and with links as what they lead to. */
class Disk {
	readonly #plan: CrawlPlan;
	readonly #leftOut: LeftOut;
	/** Absolute paths of links to folders. */
	readonly #linked = new Set<string>();
	#toEnter: string[] = [];
	/** Everything but what is below this link is hidden. */
	#only: string | undefined;
	#shortage: NodeJS.ErrnoException | undefined;

	constructor(plan: CrawlPlan, leftOut: LeftOut) {
		this.#plan = plan;
		this.#leftOut = leftOut;
	}

	/** As `fs.readdir` is called by the crawler. */
	readonly readdir = (
		path: string,
		_options: unknown,
		callback: (error: null, entries: readonly Entry[]) => void,
	): void => {
		const folder = resolve(restored(path));
		const only = this.#only;
		if (only !== undefined && folder !== only && !isBelow(folder, only)) {
			const next = isBelow(only, folder) ? relative(folder, only).split(sep)[0] : undefined;
			callback(null, next === undefined ? [] : [folderEntry(matchable(next))]);
			return;
		}
		if (folder !== only && this.#linked.has(folder)) {
			if (this.#plan.follow) this.#toEnter.push(folder);
			else this.#leftOut.add("link", folder);
			callback(null, []);
			return;
		}
		readdir(folder, { withFileTypes: true }, (error, entries) => {
			if (error && shortages.has(error.code ?? "")) this.#shortage = error;
			else if (error) this.#leftOut.addError(error, folder);
			callback(null, error ? [] : this.#visible(entries, folder));
		});
	};

	assertListed(): void {
		if (!this.#shortage) return;
		const { message } = this.#shortage;
		const suggestion = "Close other programs, and try again.";
		throw new SettingsError(`The files could not be listed: ${message}.`, { path: [], suggestion });
	}

	/** Links to folders that the patterns lead into, since the last call. */
	takeLinks(): string[] {
		const links = this.#toEnter;
		this.#toEnter = [];
		return links;
	}

	/** From now on only what is below the link is there. @returns false where it is not to be followed */
	enter(link: string): boolean {
		const { roots, closed, cwd } = this.#plan;
		const real = realPath(link);
		if (real === undefined) return false;
		if (!roots.some((root) => real === root || isBelow(real, root))) {
			this.#leftOut.add("outside", link);
			return false;
		}
		if (closed.some((folder) => real === folder || isBelow(real, folder))) return false;
		for (let folder = dirname(link); ; folder = dirname(folder)) {
			if (realPath(folder) === real) return false;
			if (folder.length <= cwd.length) break;
		}
		this.#only = link;
		return true;
	}

	#visible(entries: readonly Dirent[], folder: string): readonly Entry[] {
		const { quiet, closed, cwd, onEntry } = this.#plan;
		const visible: Entry[] = [];
		for (const entry of entries) {
			const path = join(folder, entry.name);
			onEntry?.(matchable(slashed(relative(cwd, path))));
			if (quiet.includes(entry.name) || closed.includes(path) || unfinished.test(entry.name)) continue;
			const seen = entry.isSymbolicLink() ? this.#linkEntry(entry, path) : told(entry);
			const name = matchable(entry.name);
			if (name === entry.name) visible.push(seen);
			else if (seen.isFile()) visible.push(fileEntry(name));
			else if (seen.isDirectory()) visible.push(folderEntry(name));
		}
		return visible;
	}

	/** As what it leads to, so that patterns match it. A link that leads nowhere looks like a file. */
	#linkEntry({ name }: Dirent, path: string): Entry {
		try {
			if (!statSync(path).isDirectory()) return fileEntry(name);
		} catch {
			return fileEntry(name);
		}
		this.#linked.add(path);
		return folderEntry(name);
	}
}

/** A pipe or a device looks like a file, so that patterns match it, and it is told that it is left out. */
function told(entry: Dirent): Entry {
	return entry.isFile() || entry.isDirectory() ? entry : fileEntry(entry.name);
}

export function isBelow(path: string, folder: string): boolean {
	return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Undefined where nothing is there any more. */
export function realPath(path: string): string | undefined {
	try {
		return realpathSync(path);
	} catch {
		return undefined;
	}
}

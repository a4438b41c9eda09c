import { accessSync, type BigIntStats, constants, lstatSync, statSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { isBelow, realPath } from "./crawl.ts";
import type { LeftOut } from "./leftOut.ts";

/** A path that was found, or named. */
export interface Candidate {
	/** Absolute. */
	readonly path: string;
	/** A linked folder is on the way to it. */
	readonly isLinked: boolean;
	/** The job names it without any wildcard: if it is a link, that is meant. */
	readonly isNamed: boolean;
}

export interface DistinctOptions {
	readonly follow: boolean;
	/** Absolute and without links: where links may lead to. */
	readonly roots: readonly string[];
	/** Files that are no items: each with what it is, by its identity. */
	readonly ownFiles: ReadonlyMap<string, string>;
	isClosed(path: string): boolean;
	readonly leftOut: LeftOut;
}

export interface Distinct {
	/** Absolute. */
	readonly paths: readonly string[];
	/** Files of the job itself that were among them: what each is, by its path. */
	readonly own: ReadonlyMap<string, string>;
}

/** Files are looked at for so long before other work has its turn, ms. */
const turnMs = 5;

/**
 * The regular files among the candidates that can be read, each by one of its names: its own rather than a link's, and
 * else the first in the order of code units.
 */
export async function distinctFiles(candidates: readonly Candidate[], options: DistinctOptions): Promise<Distinct> {
	const byIdentity = new Map<string, { path: string; isLinked: boolean }>();
	const own = new Map<string, string>();
	let turnEndsAt = performance.now() + turnMs;
	for (const candidate of candidates) {
		if (performance.now() > turnEndsAt) {
			await nextTurn();
			turnEndsAt = performance.now() + turnMs;
		}
		const { path } = candidate;
		const file = look(candidate, options);
		if (!file) continue;
		const what = options.ownFiles.get(file.identity);
		if (what !== undefined) {
			own.set(path, what);
			continue;
		}
		const named = { path, isLinked: candidate.isLinked || file.isLink };
		const known = byIdentity.get(file.identity);
		const [first, other] = known && !comesBefore(named, known) ? [known, named] : [named, known];
		byIdentity.set(file.identity, first);
		if (other) options.leftOut.add("sameFile", other.path);
	}
	return { paths: [...byIdentity.values()].map(({ path }) => path), own };
}

interface Name {
	readonly path: string;
	readonly isLinked: boolean;
}

function comesBefore(a: Name, b: Name): boolean {
	return a.isLinked === b.isLinked ? a.path < b.path : b.isLinked;
}

/** Most files are the user's own, and need not be asked about one by one. */
function isOwnAndReadable({ uid, mode }: BigIntStats): boolean {
	return process.getuid !== undefined && uid === BigInt(process.getuid()) && (mode & 0o400n) !== 0n;
}

/** Undefined if it is no item. */
function look(
	{ path, isNamed }: Candidate,
	{ follow, roots, isClosed, leftOut }: DistinctOptions,
): { readonly identity: string; readonly isLink: boolean } | undefined {
	let stats: BigIntStats;
	let isLink = false;
	try {
		stats = lstatSync(path, { bigint: true });
		isLink = stats.isSymbolicLink();
		if (isLink && !follow && !isNamed) {
			leftOut.add("link", path);
			return undefined;
		}
		if (isLink) stats = statSync(path, { bigint: true });
	} catch (error) {
		if (isLink) leftOut.add("broken", path);
		else leftOut.addError(error as NodeJS.ErrnoException, path);
		return undefined;
	}
	if (isLink && !isNamed) {
		const real = realPath(path) ?? path;
		if (isClosed(real)) return undefined;
		if (!roots.some((root) => isBelow(real, root))) {
			leftOut.add("outside", path);
			return undefined;
		}
	}
	if (!stats.isFile()) {
		leftOut.add("special", path);
		return undefined;
	}
	try {
		if (!isOwnAndReadable(stats)) accessSync(path, constants.R_OK);
	} catch (error) {
		leftOut.addError(error as NodeJS.ErrnoException, path);
		return undefined;
	}
	// Some network drives number none of their files.
	return { identity: stats.ino === 0n ? path : `${stats.dev} ${stats.ino}`, isLink };
}

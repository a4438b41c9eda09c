import { existsSync, statSync } from "node:fs";
import { formatCount } from "../../../base/format.ts";
import { DamagedRunError } from "../../errors/damagedRunError.ts";
import { type CommitMark, readMark } from "../../files/commitMarks.ts";
import type { RunFolder } from "../../files/runFolder.ts";
import type { Database } from "../sqlite/sqlite.ts";
import { reading } from "../sqlite/storeErrors.ts";
import { readSealed } from "./seal.ts";

/** Where whole results are, when the database has lost what it knew of them. */
const listed = "What has succeeded is still listed in results.jsonl: leave it out before you start over.";

/**
 * The newest mark of the run's commits. Read it before the database: of a run that is going on, the database then
 * knows of this commit, or of a later one.
 * @returns undefined where there is none
 */
export function newestMark({ marks }: RunFolder): CommitMark | undefined {
	return existsSync(marks) ? reading(marks, () => readMark(marks)) : undefined;
}

/**
 * Makes sure that the database still knows of every commit that was reported as saved. SQLite takes a log that is gone,
 * cut or flipped for one that ended there, and all that the run has done since would be done again.
 * @throws DamagedRunError
 */
export function assertNothingForgotten(database: Database, files: RunFolder, mark: CommitMark | undefined): void {
	const { commit } = readSealed(database);
	if (mark && commit < mark.commit) throw forgotten(files, mark, commit);
}

/** Makes sure that the run's counts and positions are as the last commit left them. @throws DamagedRunError */
export function assertSealed(database: Database, { database: file }: RunFolder): void {
	if (readSealed(database).isWhole) return;
	throw new DamagedRunError(file, "Its table progress is not as the run's last commit left it.");
}

/**
 * For a run that is to be continued: the marks must be there, and be those of this database. They may be behind by the
 * commit after which the process died, or by more after a power cut; never ahead.
 * @throws DamagedRunError
 */
export function assertMarked(database: Database, files: RunFolder, mark: CommitMark | undefined): void {
	const { commit, checksum, checksumBefore } = readSealed(database);
	if (mark === undefined) {
		// Of an older format, which had no marks.
		if (commit === 0) return;
		const found = existsSync(files.marks) ? "Neither of its two entries can be read." : "It is missing.";
		const why = "Without it nobody can tell whether run.sqlite has lost what the run had saved last.";
		throw new DamagedRunError(files.marks, `${found} ${why}`);
	}
	const expected = commit === mark.commit ? checksum : commit === mark.commit + 1 ? checksumBefore : mark.checksum;
	if (expected === mark.checksum) return;
	const which = `commit ${formatCount(mark.commit)}`;
	throw new DamagedRunError(files.database, `It is not the database that run.commits belongs to: ${which} differs.`);
}

function forgotten({ database, log }: RunFolder, mark: CommitMark, commit: number): DamagedRunError {
	const known = `run.sqlite knows only ${formatCount(commit)} of the ${formatCount(mark.commit)} commits that the run had saved`;
	// An orderly end leaves no log.
	if (mark.isClosed)
		return new DamagedRunError(database, `It is older than the run, or was changed: ${known}. ${listed}`);
	const { size = 0 } = statSync(log, { throwIfNoEntry: false }) ?? {};
	if (size > 0) return new DamagedRunError(log, `It is damaged, or was cut short: ${known}. ${listed}`);
	return new DamagedRunError(
		log,
		`It is missing or empty, and with it what the run had saved last: ${known}. ${listed}`,
	);
}

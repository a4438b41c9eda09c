import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Absolute paths of what a run folder holds: see docs/run-folder.md. */
export interface RunFolder {
	readonly path: string;
	/** The job as it ran, with its secrets unresolved. */
	readonly jobFile: string;
	readonly database: string;
	/** SQLite's write-ahead log, which holds the last commits until they are merged into the database. */
	readonly log: string;
	/** Marks of the last commits, by which it is noticed when the database or its log has lost them. */
	readonly marks: string;
	readonly results: string;
	/** Where each item's line begins in the results; only while they are looked into. */
	readonly places: string;
	/** The editor's selection, where the job's items came from it. */
	readonly selection: string;
	/** The outputs of its job, and of which state of the run they are. */
	readonly outputs: string;
	/** What the job has counted, after the run's end. */
	readonly summary: string;
	readonly report: string;
	readonly reportJson: string;
	/** Locked by the process that runs the run. Open it only through SQLite: closing it otherwise drops our own lock. */
	readonly lock: string;
	/** Names that process, for messages. */
	readonly holder: string;
}

export function runFolderAt(path: string): RunFolder {
	return {
		path,
		jobFile: join(path, "job.json"),
		database: join(path, "run.sqlite"),
		log: join(path, "run.sqlite-wal"),
		marks: join(path, "run.commits"),
		results: join(path, "results.jsonl"),
		places: join(path, "results.places"),
		selection: join(path, "selection.json"),
		outputs: join(path, "outputs.json"),
		summary: join(path, "summary.json"),
		report: join(path, "report.md"),
		reportJson: join(path, "report.json"),
		lock: join(path, "runner.lock"),
		holder: join(path, "runner.json"),
	};
}

/**
 * Whether a folder is that of a run. One with neither file is just being created, or its creation was cut short before
 * anything ran; one that is being deleted has another name.
 */
export function holdsRun(folder: string): boolean {
	const { database, results } = runFolderAt(folder);
	return !isGoing(folder) && (existsSync(database) || existsSync(results));
}

/** What a run's folder is renamed to before it is deleted: no run has such an id. */
export function goingFolder(folder: string): string {
	return `${folder}.deleted`;
}

export function isGoing(folder: string): boolean {
	return folder.endsWith(".deleted");
}

/** A database, last, and the files that SQLite keeps beside it while it is in use. */
export function databaseFiles(database: string): readonly string[] {
	return [`${database}-shm`, `${database}-wal`, database];
}

/** Crockford's base 32, which leaves out letters that are easily misread. */
const letters = "0123456789abcdefghjkmnpqrstvwxyz";

const idPattern = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-([0-9a-hjkmnp-tv-z]{2})[0-9a-hjkmnp-tv-z]{2}$/;

export function isRunId(name: string): boolean {
	return Number.isFinite(timeOf(name));
}

/**
 * `20261123-140501-7k3f`: the time in UTC, two letters for its milliseconds, and two random ones to tell runs of the
 * same millisecond apart. Sorts by time.
 * @param now wall clock, ms since the epoch
 * @param newest id that the new one sorts after, also if the clock was set back since
 */
export function newRunId(now: number, newest?: string): string {
	const moment = new Date(Math.max(now, newest === undefined ? 0 : timeOf(newest) + 1));
	const [date = "", time = ""] = moment.toISOString().replace(/[-:]/g, "").split(/[T.]/);
	return `${date}-${time}-${inLetters(moment.getUTCMilliseconds())}${inLetters(randomInt(letters.length ** 2))}`;
}

/** NaN for what is no id. */
function timeOf(runId: string): number {
	const [, year, month, day, hours, minutes, seconds, [first = "", second = ""] = ""] = idPattern.exec(runId) ?? [];
	const milliseconds = letters.indexOf(first) * letters.length + letters.indexOf(second);
	return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.000Z`) + milliseconds;
}

/** Two letters that sort like the numbers. @param number from 0 to 1023 */
function inLetters(number: number): string {
	return `${letters[Math.floor(number / letters.length)]}${letters[number % letters.length]}`;
}

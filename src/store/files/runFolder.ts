import { randomInt } from "node:crypto";
import { join } from "node:path";

/** Absolute paths of what a run folder holds: see docs/run-folder.md. */
export interface RunFolder {
	readonly path: string;
	/** The job as it ran, with its secrets unresolved. */
	readonly jobFile: string;
	readonly database: string;
	readonly results: string;
	/** What the editor's selection was, where the job's items came from it. */
	readonly selection: string;
	readonly report: string;
	readonly reportJson: string;
	/** Locked by whoever runs the run. Never to be opened but through SQLite: closing it would drop our own lock. */
	readonly lock: string;
	/** Who that is, for messages. */
	readonly holder: string;
}

export function runFolderAt(path: string): RunFolder {
	return {
		path,
		jobFile: join(path, "job.json"),
		database: join(path, "run.sqlite"),
		results: join(path, "results.jsonl"),
		selection: join(path, "selection.json"),
		report: join(path, "report.md"),
		reportJson: join(path, "report.json"),
		lock: join(path, "runner.lock"),
		holder: join(path, "runner.json"),
	};
}

/** A database and what SQLite keeps beside it while it is in use; itself last. */
export function databaseFiles(database: string): readonly string[] {
	return [`${database}-shm`, `${database}-wal`, database];
}

/** Crockford's base 32, which leaves out what is easily misread. */
const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * `20261123-140501-7k3f`: sorts by time, in UTC, to the millisecond, which the first two letters tell; the others are
 * chance, for runs that are made in the same one.
 * @param now wall clock, ms since the epoch
 */
export function newRunId(now: number): string {
	const moment = new Date(now);
	const [date = "", time = ""] = moment.toISOString().replace(/[-:]/g, "").split(/[T.]/);
	return `${date}-${time}-${inLetters(moment.getUTCMilliseconds())}${inLetters(randomInt(letters.length ** 2))}`;
}

/** Two letters, which sort as the numbers do. @param number from 0 to 1023 */
function inLetters(number: number): string {
	return `${letters[Math.floor(number / letters.length)]}${letters[number % letters.length]}`;
}

import type { StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import type { CommitMark } from "../../files/commitMarks.ts";
import type { Database } from "../sqlite/sqlite.ts";

/** What the checksum covers: the whole row but for its time, which nothing depends on. */
const covered = [
	"commits",
	"state",
	"reason",
	"succeeded",
	"failed",
	"rejected",
	"skipped",
	"interrupted",
	"retries",
	"total",
	"active_ms",
	"watermark",
	"results_bytes",
	"results_crc",
	"sinks",
	"place",
	"durations",
	"same_keys",
];

const select = `SELECT ${covered.join(", ")}, checksum, checksum_before FROM progress`;

/** A commit as the database has it. */
export interface Sealed extends Omit<CommitMark, "isClosed"> {
	/** The one that the commit before it had. */
	readonly checksumBefore: number;
	/** Whether the row is the one that was sealed. */
	readonly isWhole: boolean;
}

/** Ends every change of the database: gives it a number, and a checksum that continues the one before. */
export class Seal {
	readonly #read: StatementSync;
	readonly #write: StatementSync;

	constructor(database: Database) {
		this.#read = database.prepare(select);
		this.#write = database.prepare("UPDATE progress SET commits = ?, checksum_before = checksum, checksum = ?");
	}

	/** Call it last in the transaction. */
	close(): CommitMark {
		const row = this.#read.get() ?? {};
		const commit = Number(row.commits) + 1;
		const checksum = checksumOf({ ...row, commits: commit }, Number(row.checksum));
		this.#write.run(commit, checksum);
		return { commit, resultsBytes: Number(row.results_bytes), checksum, isClosed: false };
	}
}

/** A run of an older format that has not been changed since has commit 0. */
export function readSealed(database: Database): Sealed {
	const row = database.prepare(select).get() ?? {};
	const [commit, resultsBytes] = [Number(row.commits), Number(row.results_bytes)];
	const [checksum, checksumBefore] = [Number(row.checksum), Number(row.checksum_before)];
	const isWhole = commit === 0 || checksumOf(row, checksumBefore) === checksum;
	return { commit, resultsBytes, checksum, checksumBefore, isWhole };
}

function checksumOf(row: Readonly<Record<string, unknown>>, before: number): number {
	return crc32(JSON.stringify(covered.map((column) => row[column])), before);
}

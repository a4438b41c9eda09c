import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { runFolderAt } from "../../src/store/files/runFolder.ts";
import { RunWriter } from "../../src/store/writer/runWriter.ts";

/** Everything that counts in a run folder, read from its files, without the times at which it was written. */
export interface FolderState {
	readonly tables: Readonly<Record<string, readonly unknown[]>>;
	/** The committed part of the results. */
	readonly results: string;
}

const tables = [
	"run",
	"progress",
	"done_pages",
	"error_groups",
	"failed_items",
	"failure_details",
	"starts",
	"samples",
];

export function stateOf(folder: string): FolderState {
	const { database: file, results } = runFolderAt(folder);
	const database = new DatabaseSync(file);
	try {
		const rows = tables.map((table) => [
			table,
			database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all().map(withoutTime),
		]);
		const bytes = Number(database.prepare("SELECT results_bytes AS bytes FROM progress").get()?.bytes);
		const text = existsSync(results) ? readFileSync(results) : Buffer.alloc(0);
		if (text.length < bytes) throw new Error(`${results} has ${text.length} bytes, and ${bytes} are counted in.`);
		return { tables: Object.fromEntries(rows), results: text.subarray(0, bytes).toString() };
	} finally {
		database.close();
	}
}

/**
 * What the next process finds if this one dies now: the files as the system has them, without this process's locks and
 * shared memory, opened anew.
 * @returns undefined where no run was created yet
 */
export function stateAfterDeath(folder: string, copy: string): FolderState | undefined {
	const { database } = runFolderAt(folder);
	if (!existsSync(database)) return undefined;
	const dead = new Set(["runner.lock", "runner.json", "run.sqlite-shm"]);
	for (const name of readdirSync(folder)) if (!dead.has(name)) cpSync(`${folder}/${name}`, `${copy}/${name}`);
	RunWriter.open(copy).close();
	const state = stateOf(copy);
	const whole = readFileSync(runFolderAt(copy).results, "utf8");
	if (whole !== state.results) throw new Error("The results were not cut off at what counts.");
	return state;
}

function withoutTime(row: Record<string, unknown>): unknown {
	const { updated_at, ...others } = row;
	return others;
}

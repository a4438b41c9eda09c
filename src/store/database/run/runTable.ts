import { DamagedRunError } from "../../errors/damagedRunError.ts";
import type { Database } from "../sqlite/sqlite.ts";
import type { RunInfo } from "./runInfo.ts";

export function writeRunInfo(database: Database, info: RunInfo): void {
	const { runId, jobName, jobFile, baseFolder, createdAt, parent, items, run, limit, identity, notes } = info;
	database
		.prepare(`INSERT INTO run (run_id, job_name, job_file, base_folder, created_at, parent, items, operation, item_limit,
			item_identity, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		.run(
			...[runId, jobName, jobFile ?? null, baseFolder, createdAt, parent ?? null, items, run, limit ?? null, identity],
			JSON.stringify(notes),
		);
}

/** @param file of the database, for the message */
export function readRunInfo(database: Database, file: string): RunInfo {
	const row = database
		.prepare(`SELECT run_id AS runId, job_name AS jobName, job_file AS jobFile, base_folder AS baseFolder,
			created_at AS createdAt, parent, items, operation AS run, item_limit AS "limit", item_identity AS identity,
			notes FROM run`)
		.get() as unknown as Row | undefined;
	if (!row) throw new DamagedRunError(file, "Its table run has no row.");
	const { jobFile, parent, limit, notes, ...others } = row;
	return {
		...others,
		jobFile: jobFile ?? undefined,
		parent: parent ?? undefined,
		limit: limit ?? undefined,
		notes: JSON.parse(notes),
	};
}

type Nullable<K extends keyof RunInfo> = { readonly [P in K]: Exclude<RunInfo[P], undefined> | null };
type Row = Omit<RunInfo, "jobFile" | "parent" | "limit" | "notes"> &
	Nullable<"jobFile" | "parent" | "limit"> & { readonly notes: string };

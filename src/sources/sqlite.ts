import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { fileIdentity } from "../base/fileIdentity.ts";
import { countOf } from "./reading/countOf.ts";
import { statsOf } from "./reading/fileInput.ts";
import { columnsText } from "./reading/shortList.ts";
import { readInThread } from "./rows/rowLink.ts";
import { RowSource } from "./rows/rowSource.ts";
import type { RowTask } from "./rows/rowTask.ts";
import { sqliteParams } from "./rows/sqliteParams.ts";
import { sourceKind } from "./sourceKind.ts";

export const sqlite = sourceKind({
	name: "sqlite",
	schema: z
		.strictObject({
			path: z
				.string()
				.min(1, "Expected the path of a file, found an empty string.")
				.describe("The database. Relative to the job file."),
			query: z
				.string()
				.min(1, "Expected a query, found an empty string.")
				.describe("One SELECT; sort it, so that a resumed run finds the same rows. Values belong in `params`."),
			params: z
				.union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
				.optional()
				.describe("Values for `?`, as a list, or for `:name`, as an object."),
		})
		.describe("Each row of a query in an SQLite database, as an object: `{{ item.title }}` is its column `title`."),
	variables: { query: "none", params: "secret" },
	describe: ({ path }) => `rows of ${path}`,
	async open({ path, query, params }, { baseFolder }) {
		const file = resolve(baseFolder, path);
		const stamp = await stampOf(file);
		const task: RowTask = { kind: "sqlite", file, query, params: sqliteParams(query, params) };
		return RowSource.open({
			read: (signal) => readInThread(task, signal),
			label: path,
			stamp,
			reads: (identity) => fileIdentity(file) === identity,
			summarize: (total, columns) => `${countOf(total, "row")} of ${path}${columnsText(columns)}`,
		});
	},
});

/** Of the database, and of what was written and is not in it yet. @throws SettingsError if it is not there */
async function stampOf(file: string): Promise<number> {
	const stats = await statsOf(file, ["path"]);
	const log = await stat(`${file}-wal`).catch(() => undefined);
	return crc32(JSON.stringify([stats.size, stats.mtimeMs, log?.size ?? 0, log?.size ? log.mtimeMs : 0]));
}

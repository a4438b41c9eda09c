import { z } from "zod";
import { ExactNumber } from "../base/exactNumber.ts";
import { SettingsError } from "../base/settingsError.ts";
import { countOf } from "./reading/countOf.ts";
import { columnsText } from "./reading/shortList.ts";
import { RowSource } from "./rows/rowSource.ts";
import { sourceKind } from "./sourceKind.ts";

export const postgres = sourceKind({
	name: "postgres",
	schema: z
		.strictObject({
			url: z
				.string()
				.min(1, "Expected a URL, found an empty string.")
				.describe("The database: `postgres://user:${secret:db}@host/name`."),
			query: z
				.string()
				.min(1, "Expected a query, found an empty string.")
				.describe("One SELECT; sort it, so that a resumed run finds the same rows. Values belong in `params`."),
			params: z.array(z.unknown()).optional().describe("Values for `$1`, `$2` and so on."),
		})
		.describe("Each row of a query in a PostgreSQL database, as an object: `{{ item.title }}` is its column `title`."),
	variables: { url: "secret", query: "none", params: "secret" },
	describe: ({ url }) => `rows of ${databaseOf(url)}`,
	async open({ url, query, params = [] }) {
		if (!/^postgres(?:ql)?:\/\//i.test(url)) {
			throw new SettingsError("The URL of the database does not begin with postgres://.", {
				path: ["url"],
				suggestion: 'Expected one such as "postgres://user:${secret:db}@db.example/shop".',
			});
		}
		const where = databaseOf(url);
		const { postgresBlocks } = await import("./rows/postgresRows.ts");
		const asked = { url, query, params: params.map(paramOf), where };
		return RowSource.open({
			read: (signal) => postgresBlocks(asked, signal),
			label: where,
			stamp: undefined,
			summarize: (total, columns) => `${countOf(total, "row")} of ${where}${columnsText(columns)}`,
		});
	},
});

function paramOf(value: unknown): unknown {
	return value instanceof ExactNumber ? value.text : value;
}

/** `shop on db.example:5433`: what may be shown, without user and password. */
function databaseOf(url: string): string {
	const parsed = URL.parse(url);
	if (!parsed) return "the database";
	const name = parsed.pathname.slice(1);
	return `${name === "" ? "the database" : name} on ${parsed.host === "" ? "this machine" : parsed.host}`;
}

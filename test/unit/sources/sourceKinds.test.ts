import assert from "node:assert/strict";
import { z } from "zod";
import type { SourceKind } from "../../../src/sources/sourceKind.ts";
import { sourceKinds } from "../../../src/sources/sourceKinds.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

function kindNamed(name: string): SourceKind {
	const kind = sourceKinds.find((candidate) => candidate.name === name);
	assert.ok(kind, name);
	return kind;
}

describe("the kinds of sources", () => {
	const good: readonly (readonly [kind: string, settings: unknown, description: string])[] = [
		["selection", {}, "the editor's selection"],
		["selection", "jsonl", "the editor's selection, as JSON lines"],
		["files", "src/**", "files src/**"],
		["files", { glob: ["a", "b"], exclude: "c" }, "files a, b"],
		["lines", "a.txt", "lines of a.txt"],
		["csv", ["a.csv"], "rows of a.csv"],
		["csv", { path: ["a.csv", "b.csv"], delimiter: "\t", header: false }, "rows of 2 files"],
		["json", { path: "a.json", pointer: "/a~1b/0" }, "elements of a.json at /a~1b/0"],
		["jsonl", "a.jsonl", "JSON lines of a.jsonl"],
		["http", { url: "https://api.example/posts?page=1" }, "items of https://api.example/posts"],
		["postgres", { url: "postgres://u:pw@db:99/shop?a=b", query: "SELECT 1" }, "rows of shop on db:99"],
		["sqlite", { path: "a.db", query: "SELECT 1 AS a" }, "rows of a.db"],
		["xlsx", "a.xlsx", "rows of a.xlsx"],
		["xlsx", { path: "a.xlsx", sheet: "May" }, 'rows of a.xlsx, sheet "May"'],
		["values", [1, { a: 2 }], "2 values"],
		["range", [1, 100], "numbers from 1 to 100"],
		["matrix", { a: [1], b: { range: [1, 2] } }, "combinations of a, b"],
		["results", { of: "create.batch.json", outcome: ["failed"] }, "results of create.batch.json"],
		["zip", { a: [1], b: { csv: "x.csv" } }, "items of a, b side by side"],
		["lines", "-", "lines of standard input"],
		["lines", { path: "a.md", start: "/^#+ /" }, "records of a.md"],
		["lines", { path: ["a", "b"], separator: "" }, "records of 2 files"],
		["json", { path: "de.json", each: "leaf" }, "values of de.json"],
		["json", { path: "-", pointer: "/a" }, "elements of standard input at /a"],
		["command", ["git", "log", "--format=%an, %s"], 'lines of the output of `git log "--format=%an, %s"`'],
		["command", { run: "find . -print0", split: "nul" }, "texts of the output of `find . -print0`"],
	];
	for (const [name, settings, description] of good) {
		it(`take ${name}: ${JSON.stringify(settings)} as "${description}"`, () => {
			const kind = kindNamed(name);
			assert.equal(kind.describe(kind.schema.parse(settings)), description);
		});
	}

	const bad: readonly (readonly [kind: string, settings: unknown])[] = [
		["selection", "xml"],
		["selection", { format: "csv" }],
		["files", []],
		["files", { glob: "a", ignore: "b" }],
		["lines", ""],
		["lines", { path: "a", start: "" }],
		["lines", { path: "a", start: "/(/" }],
		["lines", { path: "a", separator: "\n\n" }],
		["lines", { path: "a", start: "#", separator: "-" }],
		["csv", { path: "a.csv", delimiter: ";;" }],
		["csv", { path: "a.csv", delimeter: ";" }],
		["json", ["a.json"]],
		["range", [1, 2.5]],
		["command", []],
		["command", { run: "ls", split: "words" }],
		["json", { path: "a.json", pointer: "data" }],
		["json", { path: "a.json", pointer: "/a~2" }],
	];
	for (const [name, settings] of bad) {
		it(`refuse ${name}: ${JSON.stringify(settings)}`, () => {
			assert.equal(kindNamed(name).schema.safeParse(settings).success, false);
		});
	}

	it("explain themselves in the JSON Schema, each and every option", () => {
		for (const { name, schema } of sourceKinds) {
			const found = z.toJSONSchema(schema, { io: "input" });
			assert.ok(found.description, name);
			for (const [option, meaning] of options(found)) assert.ok(meaning.description, `${name}.${option}`);
		}
	});
});

function options(schema: z.core.JSONSchema.JSONSchema): [string, { description?: string }][] {
	const own = Object.entries((schema.properties ?? {}) as Record<string, { description?: string }>);
	return [...own, ...(schema.anyOf ?? []).flatMap((choice) => options(choice as z.core.JSONSchema.JSONSchema))];
}

describe("items from values", () => {
	it("are the values", async () => {
		const folder = new TrialFolder();
		folder.remove();
		const list = Array.from({ length: 2500 }, (_, at) => ({ at }));
		const source = await folder.open(kindNamed("values"), list);
		assert.equal(source.summary, "2,500 values");
		assert.deepEqual(source.total(), { count: 2500, exact: true });
		const items = await itemsOf(source);
		assert.deepEqual(
			items.map(({ value }) => value),
			list,
		);
		assert.equal(items[2400]?.key, "2400");
		assert.deepEqual(brief(items)[0], [undefined, { at: 0 }]);
	});
});

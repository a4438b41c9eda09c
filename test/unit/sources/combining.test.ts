import assert from "node:assert/strict";
import type { SourceKind } from "../../../src/sources/sourceKind.ts";
import { sourceKinds } from "../../../src/sources/sourceKinds.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

const [matrix, zip] = ["matrix", "zip"].map((name) => sourceKinds.find((kind) => kind.name === name)) as SourceKind[];

describe("items that are combined", () => {
	const folder = new TrialFolder();
	before(() => {
		folder.write("tests.csv", "q,a\n1,x\n2,y\n");
		folder.write("none.csv", "q,a\n");
	});
	after(() => folder.remove());
	const values = async (kind: SourceKind | undefined, settings: unknown) => {
		assert.ok(kind);
		return (await folder.items(kind, settings)).map(({ value }) => value);
	};

	it("are every combination, of which the first varies slowest", async () => {
		const settings = { model: ["a", "b"], test: { csv: "tests.csv" }, n: { range: [1, 2] } };
		assert.deepEqual(
			(await values(matrix, settings)).map((value) => Object.values(value as object)),
			[
				["a", { q: "1", a: "x" }, 1],
				["a", { q: "1", a: "x" }, 2],
				["a", { q: "2", a: "y" }, 1],
				["a", { q: "2", a: "y" }, 2],
				["b", { q: "1", a: "x" }, 1],
				["b", { q: "1", a: "x" }, 2],
				["b", { q: "2", a: "y" }, 1],
				["b", { q: "2", a: "y" }, 2],
			],
		);
		const opened = await folder.open(matrix as SourceKind, settings);
		assert.equal(opened.summary, "8 combinations of model, test, n");
		const [first, second] = await itemsOf(opened);
		assert.deepEqual([first?.location?.line, second?.key], [2, "1"]);
	});

	it("stand side by side, if they are as many", async () => {
		assert.deepEqual(await values(zip, { n: [1, 2], test: { csv: "tests.csv" } }), [
			{ n: 1, test: { q: "1", a: "x" } },
			{ n: 2, test: { q: "2", a: "y" } },
		]);
		await assert.rejects(folder.open(zip as SourceKind, { n: [1, 2, 3], test: { csv: "tests.csv" } }), {
			message: '"n" has 3 items, "test" has 2 items: only as many can be put side by side.',
			path: ["test"],
		});
	});

	it("are told where one ends before another, as far as they go", async () => {
		const text = Array.from({ length: 60_000 }, (_, n) => `a line with some text, number ${n}\n`).join("");
		folder.write("long.txt", text);
		folder.write("longer.txt", `${text}${text}`);
		const source = await folder.open(zip as SourceKind, { a: { lines: "long.txt" }, b: { lines: "longer.txt" } });
		let seen = 0;
		const reading = async () => {
			for await (const chunk of source.chunks(new AbortController().signal)) seen += chunk.length;
		};
		await assert.rejects(reading, /"a" has ended after 60,000 items, and "b" has more/);
		assert.equal(seen, 60_000);
	});

	it("name the one that is wrong, or gives none", async () => {
		await assert.rejects(folder.open(matrix as SourceKind, { a: [1], b: { csv: "test.csv" } }), { path: ["b", "csv"] });
		const empty = await folder.open(matrix as SourceKind, { a: [1], b: { csv: "none.csv" } });
		assert.equal(empty.whyEmpty?.message, '"b" gives no items.');
		for (const wrong of [{}, { a: "x" }, { a: { lines: "x", csv: "y" } }, { "1": [1] }]) {
			assert.equal(matrix?.schema.safeParse(wrong).success, false, JSON.stringify(wrong));
		}
	});
});

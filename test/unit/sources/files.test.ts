import assert from "node:assert/strict";
import { join } from "node:path";
import { files } from "../../../src/sources/files.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items from files", () => {
	const folder = new TrialFolder();
	before(() => {
		for (const name of [
			"src/b.ts",
			"src/a.ts",
			"src/Z.ts",
			"src/deep/c.ts",
			"src/deep/d.md",
			"app/[id]/page.tsx",
			"app/d/page.tsx",
			"node_modules/pkg/index.ts",
			".git/config.ts",
		]) {
			folder.write(name, "");
		}
	});
	after(() => folder.remove());

	const paths = async (settings: unknown) => (await folder.items(files, settings)).map(({ value }) => value);

	it("have their path from the base folder as value and key, and the absolute one as location", async () => {
		const [item] = await folder.items(files, "src/deep/*.md");
		assert.deepEqual(item, {
			index: 0,
			key: "src/deep/d.md",
			value: "src/deep/d.md",
			location: { file: join(folder.path, "src/deep/d.md"), line: undefined },
			problem: undefined,
		});
	});

	it("come in the same order always, without node_modules and .git", async () => {
		const source = await folder.open(files, "**/*.ts");
		assert.equal(source.summary, "4 files: **/*.ts");
		assert.deepEqual(source.total(), { count: 4, exact: true });
		const sorted = ["src/Z.ts", "src/a.ts", "src/b.ts", "src/deep/c.ts"];
		assert.deepEqual(
			(await itemsOf(source)).map(({ value }) => value),
			sorted,
		);
		assert.deepEqual(
			(await itemsOf(source)).map(({ value }) => value),
			sorted,
		);
	});

	it("are looked for in node_modules where a pattern names it", async () => {
		assert.deepEqual(await paths("node_modules/**/*.ts"), ["node_modules/pkg/index.ts"]);
	});

	it("are those of several patterns, each once, without what is excluded", async () => {
		assert.deepEqual(await paths({ glob: ["src/*.ts", "src/a.ts", "src/deep/**"], exclude: "**/b.ts" }), [
			"src/Z.ts",
			"src/a.ts",
			"src/deep/c.ts",
			"src/deep/d.md",
		]);
		assert.deepEqual(await paths({ glob: "src/*.ts", exclude: ["src/a*", "src/b*"] }), ["src/Z.ts"]);
	});

	it("are all below a folder that is named", async () => {
		assert.deepEqual(await paths("src/deep"), ["src/deep/c.ts", "src/deep/d.md"]);
	});

	it("may be named by absolute paths, inside the base folder and outside", async () => {
		assert.deepEqual(await paths(join(folder.path, "src/deep/*.ts")), ["src/deep/c.ts"]);
		const other = new TrialFolder();
		try {
			const file = other.write("x.txt", "");
			const [item] = await folder.items(files, `${other.path}/*.txt`);
			assert.equal(item?.location?.file, file);
		} finally {
			other.remove();
		}
	});

	it("may have characters of patterns in their names", async () => {
		assert.deepEqual(await paths("app/[id]/page.tsx"), ["app/[id]/page.tsx"]);
		assert.deepEqual(await paths("app/[id]"), ["app/[id]/page.tsx"]);
		assert.deepEqual(await paths("app/[a-z]/page.tsx"), ["app/d/page.tsx"]);
	});

	it("are an error if none matches, which suggests the name that was meant", async () => {
		await assert.rejects(folder.open(files, "srcs/**/*.ts"), {
			message: `No file matches "srcs/**/*.ts" in ${folder.path}.`,
			suggestion: 'Did you mean "src"?',
			path: [],
		});
		await assert.rejects(folder.open(files, { glob: ["src/a.tsx"] }), {
			suggestion: 'Did you mean "a.ts"?',
			path: ["glob"],
		});
		await assert.rejects(folder.open(files, "*.ts"), { suggestion: /"\*\*\/" looks into its folders/ });
		await assert.rejects(folder.open(files, "elsewhere/*"), {
			suggestion: `${join(folder.path, "elsewhere")} does not exist.`,
		});
	});
});

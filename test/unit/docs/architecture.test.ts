import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const repository = new URL("../../../", import.meta.url);
const page = readFileSync(new URL("docs/architecture.md", repository), "utf8");

describe("docs/architecture.md", () => {
	it("names files that there are", () => {
		const files = [...page.matchAll(/`((?:[\w]+\/)+\w+\.ts)`/g)].map(([, file = ""]) => file.replace(/^src\//, ""));
		assert.ok(files.length > 10);
		for (const file of files) assert.ok(existsSync(new URL(`src/${file}`, repository)), file);
	});

	it("has every folder of the source, and every family of the engine", () => {
		const folders = (below: string) =>
			readdirSync(fileURLToPath(new URL(`src/${below}`, repository)), { withFileTypes: true })
				.filter((entry) => entry.isDirectory())
				.map(({ name }) => `${below}${name}`);
		for (const folder of [...folders(""), ...folders("engine/")])
			assert.match(page, new RegExp(`\`${folder}[\`/]`), folder);
	});
});

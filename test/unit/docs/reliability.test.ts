import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";

const root = new URL("../../../", import.meta.url);

describe("docs/reliability.md", () => {
	it("names tests that exist for its promises", () => {
		const text = readFileSync(new URL("docs/reliability.md", root), "utf8");
		const named = [...text.matchAll(/^\*Shown by:\*((?:.|\n(?!\n))*)/gm)].flatMap(([, names = ""]) =>
			[...names.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path),
		);
		assert.ok(named.length >= 5, `${named.length} tests named`);
		const missing = named.filter((path) => !existsSync(new URL(path, root)));
		assert.deepEqual(missing, []);
	});
});

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { scopeOf } from "../../../src/templates/scope.ts";
import { compileTemplate } from "../../../src/templates/template.ts";

const folder = resolve("/work/photos");
const options = { variables: { get: () => undefined, secrets: [], folder }, path: ["run"] };

function rendered(text: string, file: string): string {
	const item = { index: 0, key: "k", value: 7, location: { file: resolve(folder, file) }, problem: undefined };
	return compileTemplate(text, options).render(scopeOf(item, { runId: "run-1", batch: 0, attempt: 1 }));
}

describe("A template's filters for paths", () => {
	for (const [text, file, expected] of [
		["{{ path | basename }}", "2024/a.tar.gz", "a.tar.gz"],
		["{{ path | stem }}{{ path | extension }}", "2024/a.tar.gz", "a.tar.gz"],
		["{{ path | stem }}|{{ path | extension }}", "LICENSE", "LICENSE|"],
		["{{ path | stem }}|{{ path | extension }}", ".env", ".env|"],
		["{{ path | without_extension }}.webp", "2024/my cat.jpeg", resolve(folder, "2024/my cat.webp")],
		["{{ path | dirname | basename }}", "2024/05/a.jpg", "05"],
		["{{ path | relative }}", "2024/a.jpg", "2024/a.jpg"],
		["{{ path | dirname | relative }}", "a.jpg", "."],
		["{{ path | relative: '2024' }}", "2024/05/a.jpg", "05/a.jpg"],
		["{{ path | relative }}", "../out/a.jpg", "../out/a.jpg"],
		["{{ 'Crème Brûlée (№ 2).md' | slug }}", "a", "creme-brulee-no-2-md"],
		["{{ '東京 Tower' | slug }}", "a", "東京-tower"],
	] as const) {
		it(`${text} of ${file}`, () => assert.equal(rendered(text, file), expected));
	}

	for (const [text, message] of [
		["{{ item | stem }}", /stem takes a path, and found a number/],
		["{{ '' | basename }}", /basename takes a path, and found an empty text/],
		["{{ '?!' | slug }}", /slug finds no letter and no digit in "\?!"/],
	] as const) {
		it(`fails the item where there is no path: ${text}`, () => assert.throws(() => rendered(text, "a"), message));
	}
});

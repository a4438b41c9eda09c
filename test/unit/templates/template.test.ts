import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { scopeOf } from "../../../src/templates/scope.ts";
import { compileTemplate } from "../../../src/templates/template.ts";

const options = { variables: { get: () => undefined, secrets: [] }, path: ["run"] };

function rendered(text: string, value: unknown): string {
	const item = { index: 0, key: "k", value, location: undefined, problem: undefined };
	return compileTemplate(text, options).render(scopeOf(item, { runId: "run-1", batch: 0, attempt: 1 }));
}

describe("a template", () => {
	for (const [text, value, expected] of [
		["{% for tag in item.tags %}{{ tag }},{% endfor %}", { tags: ["a", "b"] }, "a,b,"],
		["{% for t in item.tags %}{{ forloop.index }}{{ t.name }} {% endfor %}", { tags: [{ name: "x" }] }, "1x "],
		["{% assign slug = item.title | downcase %}/{{ slug }}", { title: "ABC" }, "/abc"],
		["{% capture both %}{{ item.a }}-{{ item.b }}{% endcapture %}<{{ both }}>", { a: 1, b: 2 }, "<1-2>"],
		["{% raw %}{{ item.a }}{% endraw %}{{ item.a }}", { a: 1 }, "{{ item.a }}1"],
		["{% if item.a %}{{ item.a }}{% else %}none{% endif %}", { a: "x" }, "x"],
		["{% for n in item.n %}{% cycle 'odd', item.even %} {% endfor %}", { n: [1, 2, 3], even: "e" }, "odd e odd "],
		["{% increment n %}{% increment n %}{{ n }}{% decrement n %}", {}, "0121"],
		["{% liquid\n# don't say it\nassign b = item.a | upcase\nif b == 'X'\n  echo b\nendif %}", { a: "x" }, "X"],
	] as const) {
		it(`knows the names that its tags bind: ${text}`, () => assert.equal(rendered(text, value), expected));
	}

	for (const [text, message] of [
		["{{ item.a | upcse }}", /^Unknown filter "upcse" in the template\. Did you mean "upcase"\?/],
		["{{ item.a | frobnicate }}", /^Unknown filter "frobnicate".*There are .*abs.*downcase.*url_encode/],
		["{% echo item.a | upcse %}", /^Unknown filter "upcse".*Did you mean "upcase"\?/],
		["{% liquid\nassign a = 1\necho itm.a %}", /^Unknown name "itm".*Did you mean "item"\?/],
		["{% liquid\ninclude 'x' %}", /^Unknown tag "include"/],
		["{% include 'x' %}", /^Unknown tag "include".*There are .*assign.*for/],
		["{{ nam }}", /^Unknown name "nam"/],
	] as const) {
		it(`names what there is instead of what it does not know: ${text}`, () => {
			assert.throws(
				() => compileTemplate(text, options),
				(error) => error instanceof SettingsError && message.test(error.text),
			);
		});
	}

	for (const [text, message] of [
		["{% increment item %}", /"item" is given; count in a name of the template's own\.$/],
		["{% decrement 'a' %}", /a counter has a name, and "'a'" is none\.$/],
		["{% assign a = 'b %}{{ a }}", /a text in quotes does not end before the tag does\.$/],
		["{% liquid\necho 'b\necho 'c' %}", /a text in quotes does not end before the line does\.$/],
	] as const) {
		it(`is refused where it would not do what it says: ${JSON.stringify(text)}`, () => {
			assert.throws(
				() => compileTemplate(text, options),
				(error) => error instanceof SettingsError && message.test(error.text),
			);
		});
	}

	it("keeps a variable after an apostrophe in a comment", () => {
		const variables = { get: () => "here", secrets: [] };
		const text = "{% # don't %}${env:A}{% liquid\n# it's ${env:A}\nassign a = \"${env:A}!\"\necho a %}";
		const scope = scopeOf(
			{ index: 0, key: "k", value: {}, location: undefined, problem: undefined },
			{ runId: "run-1", batch: 0, attempt: 1 },
		);
		assert.equal(compileTemplate(text, { variables, path: [] }).render(scope), "herehere!");
	});

	it("names months in English, whatever the machine's language", () => {
		const file = new URL("../../../src/templates/template.ts", import.meta.url);
		const render = `import { compileTemplate } from ${JSON.stringify(file.href)};
			const variables = { get: () => undefined, secrets: [] };
			const template = compileTemplate("{{ item | date: '%B' }}", { variables, path: [] });
			console.log(template.render({ item: "2026-03-01" }));`;
		const env = { ...process.env, LC_ALL: "de_DE.UTF-8" };
		const printed = execFileSync(process.execPath, ["--input-type=module", "-e", render], { env, encoding: "utf8" });
		assert.equal(printed, "March\n");
	});
});

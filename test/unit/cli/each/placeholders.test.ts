import assert from "node:assert/strict";
import { type ItemShape, wordTemplate } from "../../../../src/cli/each/placeholders.ts";
import { combined } from "../../../../src/cli/each/valueLists.ts";

const text: ItemShape = { kind: "text" };
const row: ItemShape = { kind: "row", hasNames: true };

describe("placeholders of a command line", () => {
	it("become templates", () => {
		for (const [word, shape, template] of [
			["a{}b", text, "a{{ item }}b"],
			[
				"{.}/{/}/{//}/{/.}",
				text,
				"{{ item | without_extension }}/{{ item | basename }}/{{ item | dirname }}/{{ item | stem }}",
			],
			["{#}", text, "{{ index | plus: 1 }}"],
			["{1}{2}", text, "{{ item }}{2}"],
			["{id} {first name}", row, '{{ item["id"] }} {{ item["first name"] }}'],
			['{"a":"{id}"}', row, '{"a":"{{ item["id"] }}"}'],
			["{2.}", { kind: "combination", lists: 2 }, '{{ item["2"] | without_extension }}'],
			["{2/}", { kind: "row", hasNames: false }, "{{ item[1] | basename }}"],
			["${HOME} ${env:HOME} $x", text, "$${HOME} ${env:HOME} $x"],
		] as const) {
			assert.deepEqual(wordTemplate(word, shape), { template, hasPlaceholder: !word.startsWith("$") }, word);
		}
	});

	it("are not what programs have in braces themselves", () => {
		for (const word of ["{print $1}", "{a,b}", "{}}"].slice(0, 2)) {
			assert.deepEqual(wordTemplate(word, text), { template: word, hasPlaceholder: false });
		}
		assert.deepEqual(wordTemplate("{name}", text), { template: "{name}", hasPlaceholder: false });
	});

	it("combine lists with the first one slowest, and refuse too many", () => {
		const list = (...values: string[]) => ({ values, isLinked: false });
		assert.deepEqual(combined([list("a", "b"), list("c")]), [
			{ 1: "a", 2: "c" },
			{ 1: "b", 2: "c" },
		]);
		const long = list(...Array.from({ length: 1_001 }, String));
		assert.throws(() => combined([long, long]), /1,002,001 combinations/);
	});
});

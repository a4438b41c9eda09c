import assert from "node:assert/strict";
import { parseJson } from "../../../src/base/parseJson.ts";
import { OperationError } from "../../../src/engine/model/errorCategory.ts";
import { compileJson } from "../../../src/templates/jsonTemplate.ts";
import { scopeOf } from "../../../src/templates/scope.ts";
import { compileTemplate } from "../../../src/templates/template.ts";

const options = { variables: { get: () => undefined, secrets: [] }, path: ["run"] };
const scope = (json: string) =>
	scopeOf(
		{ index: 0, key: "k", value: parseJson(json), location: undefined, problem: undefined },
		{ runId: "run-1", batch: 0, attempt: 1 },
	);

/** The template, rendered over an item of this JSON. */
const rendered = (text: string, json: string) => compileTemplate(text, options).render(scope(json));

describe("numbers in a template", () => {
	for (const [text, json, expected] of [
		// A cell of a table is text; a number of JSON is none where it has more digits than a double.
		["{{ item.id | plus: 1 }}", '{"id":"9223372036854775807"}', "9223372036854775808"],
		["{{ item.id | minus: 1 }}", '{"id":9223372036854775807}', "9223372036854775806"],
		["{{ item.id | times: item.id }}", '{"id":"-4294967297"}', "18446744082299486209"],
		["{{ item.id | modulo: 1000 }}", '{"id":"9223372036854775807"}', "807"],
		["{{ item.id | modulo: -10 }}", '{"id":"9223372036854775807"}', "-3"],
		["{{ item.id | divided_by: 8 }}", '{"id":"9223372036854775807"}', "1152921504606846975.875"],
		["{{ item.id | divided_by: 7, true }}", '{"id":"-9223372036854775807"}', "-1317624576693539401"],
		["{{ item.id | abs }}", '{"id":" -9223372036854775807 "}', "9223372036854775807"],
		["{{ item.x | floor }} {{ item.x | ceil }}", '{"x":"-9007199254740993.5"}', "-9007199254740994 -9007199254740993"],
		[
			"{{ item.x | round }} {{ item.x | round: 1 }}",
			'{"x":"9007199254740993.25"}',
			"9007199254740993 9007199254740993.3",
		],
		["{{ item.x | round: -2 }}", '{"x":"9007199254740950"}', "9007199254741000"],
		["{{ item.x | at_least: 2, item.y }}", '{"x":1,"y":"9007199254740993"}', "9007199254740993"],
		["{{ item.x | at_most: 2 }}", '{"x":"9007199254740993"}', "2"],
		["{{ item.x | to_integer }}", '{"x":"9007199254740993"}', "9007199254740993"],
		["{{ item.prices | sum }}", '{"prices":["0.10",0.20,"9007199254740993"]}', "9007199254740993.3"],
		["{{ item.price | times: 3 | plus: item.tax }}", '{"price":"19.99","tax":0.1}', "60.07"],
		["{{ item.n | plus: item.none | plus: item.empty }}", '{"n":5,"none":null,"empty":""}', "5"],
		// As Liquid has it, where no digit is lost that a double has.
		[
			"{{ item.n | divided_by: 3 }} {{ item.n | divided_by: 3 | times: 3 | json }}",
			'{"n":10}',
			"3.3333333333333335 10",
		],
		[
			"{{ item.n | divided_by: 4 }} {{ -7 | modulo: 3 }} {{ 2.5 | round }} {{ 007 | plus: 0 }}",
			'{"n":10}',
			"2.5 2 3 7",
		],
		// In the template itself.
		["{{ 9007199254740993 }} {{ 19.90 }} {{ 1.5 }}", "{}", "9007199254740993 19.90 1.5"],
		["{% if item.id == 9007199254740993 %}y{% else %}n{% endif %}", '{"id":9007199254740993}', "y"],
		["{% if item.id == 9007199254740992 %}y{% else %}n{% endif %}", '{"id":9007199254740993}', "n"],
		["{% if item.id > 9007199254740992 %}y{% else %}n{% endif %}", '{"id":"9007199254740993"}', "y"],
		["{% if 9007199254740993 <= item.id %}y{% else %}n{% endif %}", '{"id":"9007199254740992"}', "n"],
		[
			"{% case item.id %}{% when 9007199254740992 %}a{% when 9007199254740993 %}b{% endcase %}",
			'{"id":9007199254740993}',
			"b",
		],
		// In lists.
		[
			"{{ item.ids | sort | json }}",
			'{"ids":[9007199254740993,2,null,9007199254740992]}',
			"[2,9007199254740992,9007199254740993,null]",
		],
		[
			"{{ item.rows | sort: 'a.id' | map: 'n' | join }}",
			'{"rows":[{"n":1,"a":{"id":9007199254740993}},{"n":2,"a":{"id":9007199254740992}}]}',
			"2 1",
		],
		[
			"{{ item.ids | uniq | json }}",
			'{"ids":[9007199254740993,9007199254740992,9007199254740993,1.0,1,"1"]}',
			'[9007199254740993,9007199254740992,1.0,"1"]',
		],
		[
			"{{ item.rows | where: 'id', 9007199254740993 | map: 'n' }}",
			'{"rows":[{"n":1,"id":9007199254740992},{"n":2,"id":9007199254740993}]}',
			"[2]",
		],
		[
			"{{ item.rows | where_exp: 'row', 'row.id > 9007199254740992' | map: 'n' }}",
			'{"rows":[{"n":1,"id":9007199254740992},{"n":2,"id":9007199254740993}]}',
			"[2]",
		],
		[
			"{% assign all = item.rows | group_by: 'id' %}{% for one in all %}{{ one.name }}:{{ one.items.size }} {% endfor %}",
			'{"rows":[{"id":9007199254740993},{"id":9007199254740993},{"id":9007199254740992}]}',
			"9007199254740993:2 9007199254740992:1 ",
		],
	] as const) {
		it(`keep their digits: ${text} of ${json}`, () => assert.equal(rendered(text, json), expected));
	}

	it("keep them as a value of JSON, too", () => {
		const template = compileJson({ next: "{{ item.id | plus: 1 }}", part: "{{ 10 | divided_by: 4 }}" }, options);
		const body = JSON.stringify(template.render(scope('{"id":"9007199254740994"}')));
		assert.equal(body, '{"next":9007199254740995,"part":2.5}');
	});

	for (const [text, json, message] of [
		["{{ item.id | plus: 1 }}", '{"id":"1,5"}', /plus takes numbers, and "1,5" is none\./],
		["{{ item.id | sort | sum }}", '{"id":["7","n/a"]}', /plus takes numbers, and "n\/a" is none\./],
		["{{ item | round }}", "{}", /round takes numbers, and an object is none\./],
		["{{ item.id | divided_by: 0 }}", '{"id":"5"}', /cannot be divided by 0\./],
		["{{ item.id | modulo: '0.0' }}", '{"id":"5"}', /cannot be divided by 0\./],
		["{{ item.id | divided_by: 7 }}", '{"id":"9007199254740993"}', /has no last digit.* divided_by: 7, true gives/],
		["{{ item.id | times: 2 }}", '{"id":"1e999999999"}', /1e999999999 has more digits than can be computed with/],
		["{{ item.id | plus }}", '{"id":"5"}', /plus takes a number: plus: 1\./],
	] as const) {
		it(`fail the item where they cannot be computed with: ${text} of ${json}`, () => {
			assert.throws(
				() => rendered(text, json),
				(error) => error instanceof OperationError && error.name === "ValidationError" && message.test(error.message),
			);
		});
	}
});

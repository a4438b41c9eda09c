import assert from "node:assert/strict";
import { checkUrl } from "../../../../src/operations/http/httpForm.ts";

const found = {
	first: { index: 0, key: "0", value: { url: "https://a.example/1", id: 7 } },
} as Parameters<typeof checkUrl>[1];

describe("a URL that is typed into the wizard", () => {
	for (const text of [
		"https://a.example/{{ item.id }}",
		"{{ item.url | raw }}",
		"$" + "{env:BASE_URL}/posts/{{ item.id }}",
		"https://a.example/$" + "{env:PART}",
	]) {
		it(`may be ${text}`, () => assert.equal(checkUrl(text, found), undefined));
	}

	for (const [text, problem] of [
		["https://{{ item.id }}.example/", /host is not complete/],
		["https://a.example/{{ item.di }}", /no field "di"/],
		["https://a.example/{{ item.id", /not closed/],
	] as const) {
		it(`is refused as ${text}`, () => assert.match(checkUrl(text, found) ?? "", problem));
	}
});

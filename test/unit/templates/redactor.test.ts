import assert from "node:assert/strict";
import fc from "fast-check";
import { maskedJson } from "../../../src/base/maskedJson.ts";
import { maskedCut, minSecretLength, redactor } from "../../../src/templates/redactor.ts";

const secret = fc.string({ minLength: minSecretLength, maxLength: 20 }).filter((text) => !/^[\d.eE+-]+$/.test(text));

describe("masking of secrets", () => {
	it("leaves no string of a result with a secret, however often it is JSON within JSON, and no structure broken", () => {
		const nested = (text: string, levels: number): string =>
			levels === 0 ? text : nested(JSON.stringify(text), levels - 1);
		fc.assert(
			fc.property(secret, fc.nat(3), fc.jsonValue(), (hidden, levels, other) => {
				const redact = redactor([hidden]) ?? String;
				const value = { said: `<${nested(hidden, levels)}>`, [hidden]: other, list: [17, 4711, true, null] };
				const masked = JSON.parse(maskedJson(JSON.stringify(value), redact));
				assert.ok(typeof masked.said === "string" && !masked.said.includes(hidden), masked.said);
				if (!redact("list").includes("*")) assert.deepEqual(masked.list, [17, 4711, true, null]);
			}),
			{ numRuns: 500 },
		);
	});

	it("finds a secret as the URL's parser writes it, in each part of a URL, also within JSON", () => {
		const hidden = "p\"w\\ü <1>'^|";
		const redact = redactor([hidden]) ?? String;
		for (const begin of ["https://api.example/v1/u-", "https://api.example/v1?key=", "https://api.example/v1#"]) {
			for (const value of [hidden, encodeURIComponent(hidden), encodeURIComponent(hidden).replaceAll("%20", "+")]) {
				const { href } = new URL(`${begin}${value}`);
				assert.equal(redact(href), `${begin}***`);
				assert.equal(redact(JSON.stringify({ href })), JSON.stringify({ href: `${begin}***` }));
			}
		}
		const login = new URL("https://api.example/v1");
		login.password = hidden;
		assert.equal(redact(login.href), "https://:***@api.example/v1");
		const hook = 'HTTPS://Hooks.example:443/T1/"a é"';
		assert.equal(redactor([hook])?.(`POST ${new URL(hook).href} answered 500`), "POST *** answered 500");
	});

	it("leaves no secret in any URL", () => {
		const character = (last: number) => fc.nat(last).map((code) => String.fromCodePoint(code));
		const unit = fc.oneof(character(0x7f), character(0x1_ffff));
		const hiddenText = fc.string({ unit, minLength: minSecretLength, maxLength: 12 });
		const begins = fc.constantFrom("https://api.example/v1/u-", "https://api.example/v1?key=", "https://api.example/#");
		fc.assert(
			fc.property(hiddenText, begins, fc.constantFrom("", "/posts", "&page=2"), (hidden, begin, end) => {
				const { href } = new URL(`${begin}${hidden}${end}`);
				// Two dots in a path have taken away what was before the secret.
				fc.pre(href.startsWith(begin) && href.endsWith(end));
				const shown = href.slice(begin.length, href.length - end.length);
				// The parser has dropped the rest.
				fc.pre(shown.length >= minSecretLength);
				const redact = redactor([hidden]) ?? String;
				assert.ok(!redact(href).includes(shown), href);
				const escaped = JSON.stringify(shown).slice(1, -1);
				assert.ok(!redact(JSON.stringify(href)).includes(escaped), href);
			}),
			{ numRuns: 150 },
		);
	});

	it("masks no text that is shorter than a secret may be, where the URL's parser drops most of one", () => {
		assert.equal(redactor(["\n\t\na"])?.("https://api.example/a/b"), "https://api.example/a/b");
		assert.equal(redactor(["/../ab"])?.("https://api.example/ab"), "https://api.example/ab");
	});

	it("masks a number only where it is the secret as a whole", () => {
		const redact = redactor(["4711"]) ?? String;
		assert.equal(maskedJson('{"a":4711,"b":14711,"c":"x4711"}', redact), '{"a":"***","b":14711,"c":"x***"}');
	});

	it("finds what is left of a secret on both sides of a cut", () => {
		assert.deepEqual(maskedCut("token is s3cr3t-to", "r3t-token, and more", ["s3cr3t-token"]), [
			"token is ***",
			"***, and more",
		]);
		assert.deepEqual(maskedCut("nothing", "here", ["s3cr3t-token"]), ["nothing", "here"]);
	});
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { maskedJson } from "../../../src/engine/model/maskedJson.ts";
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

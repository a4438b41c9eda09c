import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { schemaText } from "../../../src/cli/commands/schemaText.ts";

describe("media/batch.schema.json", () => {
	it("is what the job's schema gives", () => {
		const file = new URL("../../../media/batch.schema.json", import.meta.url);
		assert.equal(readFileSync(file, "utf8"), schemaText(), "It is stale: `npm run schema` regenerates it.");
	});
});

import assert from "node:assert/strict";
import { parseJson } from "../../../src/base/parseJson.ts";
import { range } from "../../../src/sources/range.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items from a range", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());
	const values = async (text: string) =>
		JSON.stringify((await folder.items(range, parseJson(text))).map(({ value }) => value));

	it("are whole numbers, the last one included, with all their digits", async () => {
		assert.equal(await values("[3, 6]"), "[3,4,5,6]");
		assert.equal(await values("[7, 7]"), "[7]");
		assert.equal(await values("[0, 10, 4]"), "[0,4,8]");
		assert.equal(await values("[2, -2, -2]"), "[2,0,-2]");
		assert.equal(await values("[1e1, 12.0]"), "[10,11,12]");
		assert.equal(
			await values("[9007199254740991, 9007199254740993]"),
			"[9007199254740991,9007199254740992,9007199254740993]",
		);
		assert.equal(
			await values("[-18446744073709551617, -18446744073709551616]"),
			"[-18446744073709551617,-18446744073709551616]",
		);
	});

	it("are refused where they lead nowhere", async () => {
		await assert.rejects(folder.open(range, [10, 1]), { message: "A step of 1 does not lead from 10 to 1." });
		await assert.rejects(folder.open(range, [1, 10, -1]), /A step of -1 does not lead from 1 to 10/);
		await assert.rejects(folder.open(range, [1, 10, 0]), { path: [2] });
		for (const wrong of [[1], [1, 2, 3, 4], [1.5, 2], ["1", 2]]) {
			assert.equal(range.schema.safeParse(wrong).success, false, JSON.stringify(wrong));
		}
	});

	it("may be more than memory holds", async () => {
		const source = await folder.open(range, [1, 9_000_000_000_000_000]);
		assert.deepEqual(source.total(), { count: 9_000_000_000_000_000, exact: true });
		const from = source.position?.(8_999_999_999_999_000);
		for await (const chunk of source.chunks(new AbortController().signal, from)) {
			assert.equal(chunk[0]?.value, 8_999_999_999_999_001);
			break;
		}
		assert.equal((await itemsOf(await folder.open(range, [1, 2_500]))).length, 2_500);
	});
});

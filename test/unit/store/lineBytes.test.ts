import assert from "node:assert/strict";
import fc from "fast-check";
import { ExactNumber } from "../../../src/base/exactNumber.ts";
import { ResultLines } from "../../../src/engine/index.ts";
import { resultLine } from "../../../src/engine/model/outcome.ts";
import { lineParts } from "../../../src/store/results/lineParts.ts";
import { LineBytes } from "../../../src/store/writer/lineBytes.ts";
import { toPackedLines } from "../../../src/store/writer/packedLines.ts";
import { itemAt } from "./trialCommit.ts";

interface Success {
	readonly index: number;
	readonly key: string | undefined;
	readonly value: unknown;
	readonly attempts: number;
	readonly durationMs: number;
	readonly result: unknown;
}

const oddNumber = fc.constantFrom("19.90", "1e400", "-0", "12345678901234567890").map((text) => new ExactNumber(text));

const success: fc.Arbitrary<Success> = fc.record({
	index: fc.oneof(fc.nat(), fc.maxSafeNat()),
	key: fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
	value: fc.oneof(
		fc.constant("same as the index" as const),
		fc.jsonValue(),
		fc.string({ unit: "grapheme" }),
		fc.record({ price: oddNumber, name: fc.string() }),
	),
	attempts: fc.oneof(fc.constant(1), fc.nat()),
	durationMs: fc.oneof(
		fc.double({ min: 0, max: 1e12, noNaN: true }),
		fc.double({ min: 0, max: 10, noNaN: true }),
		fc.nat(),
	),
	result: fc.oneof(fc.constant(undefined), fc.constant(null), fc.jsonValue(), fc.bigInt()),
});

describe("the bytes of result lines", () => {
	const bytes = new LineBytes();

	it("are the same as the engine's, whatever the items are", () => {
		fc.assert(
			fc.property(fc.array(success), (successes) => {
				const lines = new ResultLines();
				const expected: string[] = [];
				for (const { index, key = String(index), attempts, durationMs, result, ...rest } of successes) {
					const item = itemAt(index, { key, value: rest.value === "same as the index" ? index : rest.value });
					lines.add(item, attempts, durationMs, result);
					expected.push(resultLine({ item, outcome: "succeeded", attempts, durationMs, failure: undefined, result }));
				}
				assert.deepEqual([...lines], expected);
				assert.equal(bytes.of(toPackedLines(lines.columns)).toString(), expected.map((line) => `${line}\n`).join(""));
				for (const line of expected) {
					const { index, key = "", value = "", attempts, durationMs, result = "" } = lineParts(line) ?? {};
					const head = `{"index":${index},"key":${key},"value":${value},"outcome":"succeeded","attempts":${attempts},`;
					assert.equal(`${head}"durationMs":${durationMs},"result":${result}}`, line);
					const found = JSON.parse(line);
					assert.deepEqual([JSON.parse(value), JSON.parse(result)], [found.value, found.result]);
				}
			}),
			{ numRuns: 1_000 },
		);
	});

	it("name the item that a result was taken from", () => {
		const lines = new ResultLines();
		lines.add(itemAt(0), 1, 2, "own");
		lines.addReused(itemAt(1, { value: "k1" }), {
			outcome: "succeeded",
			index: 0,
			key: '"k0"',
			attempts: 3,
			result: '"own"',
		});
		lines.add(itemAt(2, { value: 2 }), 1, 0, null);
		const expected = [
			'{"index":0,"key":"k0","value":{"number":0},"outcome":"succeeded","attempts":1,"durationMs":2,"result":"own"}',
			'{"index":1,"key":"k1","value":"k1","outcome":"succeeded","attempts":3,"durationMs":0,"reusedFrom":0,"result":"own"}',
			'{"index":2,"key":"k2","value":2,"outcome":"succeeded","attempts":1,"durationMs":0,"result":null}',
		];
		assert.deepEqual([...lines], expected);
		assert.equal(bytes.of(toPackedLines(lines.columns)).toString(), expected.map((line) => `${line}\n`).join(""));
	});

	it("hold numbers right where their count of digits changes", () => {
		const numbers = [0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER];
		const durations = [0, 0.0004, 0.001, 0.01, 0.1, 1.5, 9.9999, 10.05, 2_147_483.647, 2_147_483.648, 1e15];
		for (const index of numbers) {
			for (const durationMs of durations) {
				const lines = new ResultLines();
				lines.add(itemAt(index, { key: String(index), value: index }), 1, durationMs, null);
				const { durationMs: written, ...others } = JSON.parse(bytes.of(toPackedLines(lines.columns)).toString());
				assert.equal(written, Math.round(durationMs * 1_000) / 1_000);
				const expected = { index, key: String(index), value: index, outcome: "succeeded", attempts: 1, result: null };
				assert.deepEqual(others, expected);
			}
		}
	});
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyTable } from "../../../src/job/plan/items/keyTable.ts";

describe("a table of keys", () => {
	it("names the first item with a key, whatever the keys are", () => {
		const keys = fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.nat({ max: 30 }).map(String)), {
			maxLength: 400,
		});
		fc.assert(
			fc.property(keys, (list) => {
				const table = new KeyTable({ namesFirst: true });
				const known = new Map<string, number>();
				for (const [index, key] of list.entries()) {
					assert.equal(table.add(key, index), known.get(key));
					if (!known.has(key)) known.set(key, index);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it("takes no two of many similar keys for the same, and knows each again", () => {
		const table = new KeyTable({ namesFirst: true });
		const keyOf = (n: number) => (n % 2 === 0 ? `customer-${n}` : n.toString(36));
		for (let n = 0; n < 200_000; n++) assert.equal(table.add(keyOf(n), n), undefined, keyOf(n));
		for (let n = 0; n < 200_000; n += 7) assert.equal(table.add(keyOf(n), -1), n);
	});

	it("takes about 8 bytes a key, and 4 more to name the first", () => {
		for (const [namesFirst, perKey] of [
			[false, 8],
			[true, 12],
		] as const) {
			const table = new KeyTable({ namesFirst });
			for (let n = 0; n < 300_000; n++) table.add(`order/${n}`, n);
			const share = table.byteLength / 300_000 / perKey;
			assert.ok(share > 1 && share < 1.6, `${share}`);
		}
	});
});

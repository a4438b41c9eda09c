import assert from "node:assert/strict";
import type { Item } from "../../../src/engine/model/item.ts";
import { jsonl } from "../../../src/sources/jsonl.ts";
import { type Narrowing, narrowedSource } from "../../../src/sources/narrowing/narrowing.ts";
import { noItemsError } from "../../../src/sources/reading/noItems.ts";
import { values } from "../../../src/sources/values.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

const context = { variables: { get: () => undefined, secrets: [] }, runId: "trial" };

describe("items that are narrowed down", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());
	const over = async (list: readonly unknown[], narrowing: Narrowing) =>
		narrowedSource(await folder.open(values, list), narrowing, context);
	const lines = async (text: string, narrowing: Narrowing) => {
		folder.write("items.jsonl", text);
		return narrowedSource(await folder.open(jsonl, "items.jsonl"), narrowing, context);
	};
	const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ n, half: Math.floor(n / 2) }));

	it("are those that meet a condition, numbered and keyed anew, and the others are counted", async () => {
		const source = await over(rows(9), { where: "item.n > 2 and item.half != 3" });
		const items = await itemsOf(source);
		assert.deepEqual(
			items.map(({ index, key, value }) => [index, key, (value as { n: number }).n]),
			[
				[0, "0", 3],
				[1, "1", 4],
				[2, "2", 5],
				[3, "3", 8],
			],
		);
		assert.deepEqual(source.notes, ['5 of 9 items do not meet "where", and are left out.']);
		assert.deepEqual(source.total(), { count: 4, exact: true });
		assert.equal(source.summary, "4 of 9 values");
	});

	it("keep what cannot be read, which nobody can judge", async () => {
		const source = await lines('{"n":1}\n{"n":\n{"n":5}\n', { where: "item.n > 3" });
		const items = await itemsOf(source);
		assert.equal(items.length, 2);
		assert.match(items[0]?.problem ?? "", /^Line 2 is not valid JSON/);
		assert.deepEqual(brief(items)[1], [3, { n: 5 }]);
	});

	it("tell why there are none", async () => {
		const none = noItemsError(await over(rows(3), { where: "item.n > 2" }), "values");
		assert.equal(none?.message, 'None of the 3 items meets "where".');
		await assert.rejects(over(rows(3), { where: "item.m != 2" }), /item has no field "m"\. It has: n, half\./);
		await assert.rejects(over(rows(3), { where: "item.n >" }), { path: ["where"] });
	});

	it("are groups of those that follow each other with one value", async () => {
		const source = await lines('{"c":"a","n":1}\n{"c":"a","n":2}\n\n{"c":"b","n":3}\n{"c":"a","n":4}\n', {
			groupBy: "c",
		});
		const found = (await itemsOf(source)).map(({ value, location }) => [location?.line, value]);
		assert.deepEqual(found, [
			[
				1,
				{
					group: "a",
					rows: [
						{ c: "a", n: 1 },
						{ c: "a", n: 2 },
					],
				},
			],
			[4, { group: "b", rows: [{ c: "b", n: 3 }] }],
			[5, { group: "a", rows: [{ c: "a", n: 4 }] }],
		]);
		const byTemplate = await over(rows(4), { groupBy: "{{ item.half | plus: 1 }}" });
		assert.deepEqual(
			(await itemsOf(byTemplate)).map(({ value }) => (value as { group: unknown }).group),
			[1, 2],
		);
		await assert.rejects(over(rows(4), { groupBy: "hlaf" }), /item has no field "hlaf"/);
	});

	it("are no groups with a part missing", async () => {
		const text = '{"c":1}\n{"c":1,\n{"c":2}\n{"c":3}\n{"c":3}\nx\n{"c":3}\n{"c":4}\n';
		const problems = (await itemsOf(await lines(text, { groupBy: "c" }))).map(({ problem }) => problem?.slice(0, 59));
		assert.deepEqual(problems, [
			"The group 1 may lack what could not be read, and is not run",
			"The group 2 may lack what could not be read, and is not run",
			"The group 3 may lack what could not be read, and is not run",
			undefined,
		]);
	});

	it("are a random sample in their order, the same one whenever the items are the same", async () => {
		const chosen = async (sample: Narrowing["sample"], count = 40_000) => {
			const text = Array.from({ length: count }, (_, n) => `${JSON.stringify({ n })}\n`).join("");
			return lines(text, { where: "item.n != 7", sample });
		};
		const numbers = (items: readonly Item[]) => items.map(({ value }) => (value as { n: number }).n);
		const source = await chosen(400);
		const items = await itemsOf(source);
		const [picked, other] = [numbers(items), numbers(await itemsOf(await chosen({ count: 400, seed: 2 })))];
		assert.equal(new Set(picked).size, 400);
		assert.deepEqual(
			picked,
			[...picked].sort((a, b) => a - b),
		);
		assert.notDeepEqual(picked, other);
		assert.deepEqual(source.total(), { count: 400, exact: true });
		// Each tenth has its share: 40 of 400, by 5 standard deviations at most.
		for (let tenth = 0; tenth < 10; tenth++) {
			const share = picked.filter((n) => Math.floor(n / 4_000) === tenth).length;
			assert.ok(share > 10 && share < 70, `${share} of the ${tenth}th tenth`);
		}
		const position = JSON.parse(JSON.stringify(source.position?.(300)));
		assert.ok(position.index > 200);
		const again = await chosen(400);
		const rest: Item[] = [];
		for await (const chunk of again.chunks(new AbortController().signal, position)) rest.push(...chunk);
		assert.deepEqual(rest, items.slice(position.index));
		const more = await chosen(400, 40_001);
		assert.equal((await more.changeSince?.(position))?.isBeforeMark, true);
		assert.equal(numbers(await itemsOf(await over(rows(3), { sample: 20 }))).length, 3);
	});

	it("are at most so many", async () => {
		const source = await over(rows(10), { where: "item.n >= 4", sample: 5, limit: 3 });
		assert.deepEqual(source.total(), { count: 3, exact: true });
		assert.equal((await itemsOf(source)).length, 3);
	});
});

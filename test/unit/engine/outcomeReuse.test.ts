import assert from "node:assert/strict";
import { WorkItem } from "../../../src/engine/items/workItem.ts";
import type { SettledItem, Store } from "../../../src/engine/model/ports.ts";
import { OutcomeReuse, type OutcomeReuseOptions } from "../../../src/engine/recording/outcomeReuse.ts";
import { itemAt } from "./trialRun.ts";

function settledAt(index: number): SettledItem {
	return { outcome: "succeeded", index, key: '"k"', attempts: 1, result: "null" };
}

/** All items are settled, and the store answers at once. */
const store = { settledItems: async (indices) => indices.map(settledAt) } satisfies Partial<Store>;

const options = {
	feed: { hold: () => undefined } as OutcomeReuseOptions["feed"],
	commits: {
		hasTooMuch: false,
		between: (ask: (store: Store) => unknown) => ask(store as Partial<Store> as Store),
	} as unknown as OutcomeReuseOptions["commits"],
	log: { info: () => undefined, warn: () => undefined, error: assert.fail },
	signal: new AbortController().signal,
	onError: assert.fail,
};

describe("an item that waits for the outcome of another", () => {
	it("gets it, at whatever moment it begins to wait", async () => {
		for (let turns = 0; turns < 30; turns++) {
			const reuse = new OutcomeReuse(options);
			const found: number[] = [];
			reuse.onDidFind(({ work }) => found.push(work.item.index));
			reuse.wait(new WorkItem(itemAt(10)), 0);
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			reuse.wait(new WorkItem(itemAt(11)), 1);
			await new Promise(setImmediate);
			assert.deepEqual(found, [10, 11], `after ${turns} turns`);
		}
	});
});

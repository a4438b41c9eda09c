import { z } from "zod";
import { formatCountOf } from "../base/format.ts";
import type { Item } from "../engine/model/item.ts";
import { sourceKind } from "./sourceKind.ts";

const chunkItems = 1000;

export const values = sourceKind({
	name: "values",
	schema: z.array(z.unknown()).describe("The items themselves, as a list in the job file."),
	describe: (list) => (list.length === 0 ? "values in the list" : formatCountOf(list.length, "value")),
	async open(list) {
		return {
			summary: formatCountOf(list.length, "value"),
			total: () => ({ count: list.length, exact: true }),
			async *chunks(signal) {
				for (let start = 0; start < list.length && !signal.aborted; start += chunkItems) {
					yield list.slice(start, start + chunkItems).map((value, at) => valueItem(start + at, value));
				}
			},
		};
	},
});

function valueItem(index: number, value: unknown): Item {
	return { index, key: String(index), value, location: undefined, problem: undefined };
}

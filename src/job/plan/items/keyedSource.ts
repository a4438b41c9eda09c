import type { Item } from "../../../engine/model/item.ts";
import type { OpenedSource } from "../../../sources/sourceKind.ts";
import { RenderError } from "../../../templates/renderError.ts";
import type { ItemKey } from "./itemKey.ts";

/** The source, its items keyed by the job's own template. An item that gives no key gets a problem instead. */
export function keyedSource(source: OpenedSource, keyOf: ItemKey): OpenedSource {
	return {
		summary: source.summary,
		total: () => source.total(),
		position: (index) => source.position?.(index),
		changeSince: async (position) => source.changeSince?.(position),
		async *chunks(signal, from) {
			for await (const chunk of source.chunks(signal, from)) yield chunk.map((item) => keyed(item, keyOf));
		},
	};
}

function keyed(item: Item, keyOf: ItemKey): Item {
	if (item.problem !== undefined) return item;
	try {
		return { ...item, key: keyOf(item) };
	} catch (error) {
		if (!(error instanceof RenderError)) throw error;
		return { ...item, problem: error.message };
	}
}

import type { Item } from "../model/item.ts";
import type { Attempt, ItemEnding } from "../model/ports.ts";

/** An item on its way through a batch. */
export interface BatchEntry {
	readonly item: Item;
	readonly attempt: Attempt;
	end(ending: ItemEnding): void;
}

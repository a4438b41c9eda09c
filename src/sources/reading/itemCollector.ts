import type { Item } from "../../engine/model/item.ts";

/** Makes items out of what readers find, numbered consecutively across all inputs of a source. */
export class ItemCollector {
	#file = "";
	#count: number;
	#items: Item[] = [];

	/** @param first index of the first item */
	constructor(first = 0) {
		this.#count = first;
	}

	/** Items made so far. */
	get count(): number {
		return this.#count;
	}

	/** Of those, the ones not taken yet. */
	get waiting(): number {
		return this.#items.length;
	}

	/** @param file that the next items come from */
	enter(file: string): void {
		this.#file = file;
	}

	/**
	 * @param line of the file, from 1
	 * @param key what it is called there; default: its index
	 */
	add(value: unknown, line: number, problem: string | undefined, key?: string): void {
		const index = this.#count++;
		// Always these members in this order, so that all items of a run have one shape for the engine's hot path.
		this.#items.push({ index, key: key ?? String(index), value, location: { file: this.#file, line }, problem });
	}

	/** The items since the last call. */
	take(): readonly Item[] {
		const items = this.#items;
		this.#items = [];
		return items;
	}
}

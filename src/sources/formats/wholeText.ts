import type { BlockReader } from "../reading/blockSource.ts";
import type { Input } from "../reading/input.ts";
import type { ItemCollector } from "../reading/itemCollector.ts";

/** Something in a text that is an item. */
export interface FoundValue {
	readonly value: unknown;
	/** Of the text, from 1. */
	readonly line: number;
	/** Why it cannot be read, as a sentence without the line. */
	readonly problem?: string | undefined;
}

/** Reads a text that an editor holds in memory anyway, for formats that look back and ahead. */
export class WholeText implements BlockReader {
	readonly #input: Input;
	readonly #items: ItemCollector;
	readonly #find: (text: string) => Iterable<FoundValue>;
	readonly #blocks: Buffer[] = [];

	constructor(input: Input, items: ItemCollector, find: (text: string) => Iterable<FoundValue>) {
		this.#input = input;
		this.#items = items;
		this.#find = find;
	}

	push(block: Buffer): void {
		this.#blocks.push(Buffer.from(block));
	}

	end(): void {
		for (const { value, line, problem } of this.#find(Buffer.concat(this.#blocks).toString())) {
			const place = this.#input.firstLine + line - 1;
			this.#items.add(value, place, problem === undefined ? undefined : `Line ${place}: ${problem}.`);
		}
	}
}

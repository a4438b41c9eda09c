import { createHash } from "node:crypto";
import { ExactNumber } from "../../base/exactNumber.ts";
import { type NumberStats, NumberSummary } from "./numberStats.ts";

/** Values that are counted one by one; those that come first. */
const maxCounted = 10_000;
/** Values that a summary shows. */
const maxShown = 20;
/** UTF-16 units of a value that a summary shows. */
const maxLength = 200;

/** What came out, by one value of each item that succeeded. */
export interface ValueSummary {
	/** As the job has it: `result.label`. */
	readonly of: string;
	/** Items that have a value. */
	readonly items: number;
	/** Items without one, or with `null`. */
	readonly none: number;
	/** The most frequent values, if there are not only numbers, or few of them. Long ones are cut. */
	readonly values: readonly { readonly value: string; readonly count: number }[];
	/** The other values, and how many items have them. */
	readonly others: {
		/** How many there are; at least that many where `isMore`. */
		readonly values: number;
		/** There are more different values than are counted: any of those that came later may be as frequent. */
		readonly isMore: boolean;
		readonly items: number;
	};
	/** Null unless all values are numbers. */
	readonly numbers: NumberStats | null;
}

/** Takes values one by one, in flat memory. */
export class ValueCounter {
	readonly #of: string;
	readonly #counts = new Map<string, { readonly value: string; count: number }>();
	readonly #numbers = new NumberSummary();
	#hasOnlyNumbers = true;
	#items = 0;
	#none = 0;
	#uncounted = 0;

	constructor(of: string) {
		this.#of = of;
	}

	add(value: unknown): void {
		if (value === null || value === undefined) {
			this.#none++;
			return;
		}
		this.#items++;
		if (typeof value === "number" || value instanceof ExactNumber) {
			if (this.#hasOnlyNumbers) this.#numbers.add(value);
		} else this.#hasOnlyNumbers = false;
		const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
		// The number 1 and the text "1" are two values.
		const key = keyOf(typeof value === "string" ? JSON.stringify(text) : text);
		const known = this.#counts.get(key);
		if (known) known.count++;
		else if (this.#counts.size < maxCounted) this.#counts.set(key, { value: shown(text), count: 1 });
		else this.#uncounted++;
	}

	get summary(): ValueSummary {
		const numbers = (this.#hasOnlyNumbers && this.#numbers.stats) || null;
		const isMore = this.#uncounted > 0;
		const all = [...this.#counts.values()].sort((a, b) => b.count - a.count);
		const values = numbers && (isMore || all.length > maxShown) ? [] : all.slice(0, maxShown);
		const countedItems = values.reduce((sum, { count }) => sum + count, 0);
		return {
			of: this.#of,
			items: this.#items,
			none: this.#none,
			values,
			others: { values: all.length - values.length, isMore, items: this.#items - countedItems },
			numbers,
		};
	}
}

function shown(text: string): string {
	return text.length <= maxLength ? text : `${text.slice(0, maxLength).toWellFormed()}…`;
}

/** A long value is known by its hash: ten thousand of them could be large. */
function keyOf(text: string): string {
	return text.length <= maxLength ? text : createHash("sha256").update(text).digest("base64");
}

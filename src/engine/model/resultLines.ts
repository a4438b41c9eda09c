import { JsonText } from "../../base/jsonText.ts";
import { maskedJson } from "../../base/maskedJson.ts";
import { NumberColumn } from "../../base/numberColumn.ts";
import type { Item } from "./item.ts";
import { resultJson, type SucceededItem, succeededLine } from "./outcome.ts";

/** What the lines are made of, with one entry per line in each column. */
export interface ResultColumns {
	readonly indices: Float64Array<ArrayBuffer>;
	readonly attempts: Float64Array<ArrayBuffer>;
	readonly durationsMs: Float64Array<ArrayBuffer>;
	/** As JSON; undefined where every key is its item's index in digits, as of most sources. */
	readonly keys: readonly string[] | undefined;
	/** The items' values as JSON; undefined where every value is its item's index, as of numbers that are counted up. */
	readonly values: readonly string[] | undefined;
	/** As JSON; undefined where every result is `null`. */
	readonly results: readonly string[] | undefined;
	/** The item that a result was taken from, or {@link ownResult}; undefined where every result is its item's own. */
	readonly reusedFrom: Float64Array<ArrayBuffer> | undefined;
}

/** Stands for an item whose result is its own. */
export const ownResult = -1;

/** Length of a line without its key, value and result, about; UTF-16 units. */
const bareLength = 90;

/**
 * The result lines of items that succeeded. For fast items a line's text costs more than all the rest, so that it is
 * built only where it is needed: mostly in the thread that writes it, from the {@link columns}.
 */
export class ResultLines implements Iterable<string> {
	readonly #indices = new NumberColumn();
	readonly #attempts = new NumberColumn();
	readonly #durationsMs = new NumberColumn();
	#keys: string[] | undefined;
	#values: string[] | undefined;
	#results: string[] | undefined;
	#reusedFrom: NumberColumn | undefined;
	/** Of keys, values and results, UTF-16 units. */
	#jsonLength = 0;
	readonly #redact: ((text: string) => string) | undefined;

	/** @param redact masks secrets in keys, values and results; undefined where there are none */
	constructor(redact?: (text: string) => string) {
		this.#redact = redact;
	}

	get count(): number {
		return this.#indices.length;
	}

	/** Length of the text, about; UTF-16 units. */
	get length(): number {
		return bareLength * this.#indices.length + this.#jsonLength;
	}

	get columns(): ResultColumns {
		return {
			indices: this.#indices.values,
			attempts: this.#attempts.values,
			durationsMs: this.#durationsMs.values,
			keys: this.#keys,
			values: this.#values,
			results: this.#results,
			reusedFrom: this.#reusedFrom?.values,
		};
	}

	/** Gives the numbers' memory back at once, see {@link NumberColumn.free}. */
	free(): void {
		for (const column of [this.#indices, this.#attempts, this.#durationsMs, this.#reusedFrom]) column?.free();
	}

	add(item: Item, attempts: number, durationMs: number, result: unknown): void {
		this.#add(item, attempts, durationMs, result);
		this.#reusedFrom?.push(ownResult);
	}

	/** Of an item that gets the result of another one. */
	addReused(item: Item, { index, attempts, result }: SucceededItem): void {
		if (!this.#reusedFrom) {
			this.#reusedFrom = new NumberColumn();
			for (let line = 0; line < this.count; line++) this.#reusedFrom.push(ownResult);
		}
		this.#add(item, attempts, 0, new JsonText(result));
		this.#reusedFrom.push(index);
	}

	#add({ index, key, value }: Item, attempts: number, durationMs: number, result: unknown): void {
		if (this.#keys || key !== String(index)) this.#addKey(JSON.stringify(key));
		if (this.#values || value !== index) this.#addValue(resultJson(value));
		if (this.#results || (result !== undefined && result !== null)) this.#addResult(resultJson(result));
		this.#indices.push(index);
		this.#attempts.push(attempts);
		this.#durationsMs.push(durationMs);
	}

	*[Symbol.iterator](): Generator<string> {
		const { indices, attempts, durationsMs, keys, values, results, reusedFrom } = this.columns;
		for (const [at, index] of indices.entries()) {
			const key = keys?.[at] ?? `"${index}"`;
			const first = reusedFrom?.[at] ?? ownResult;
			const reused = first === ownResult ? {} : { reusedFrom: first };
			const value = values?.[at] ?? String(index);
			const head = { index, key, value, attempts: attempts[at] ?? 1, durationMs: durationsMs[at] ?? 0, ...reused };
			yield succeededLine(head, results?.[at] ?? "null");
		}
	}

	#addKey(text: string): void {
		this.#keys ??= Array.from(this.#indices.values, (index) => `"${index}"`);
		this.#keys.push(this.#masked(text));
	}

	#addValue(text: string): void {
		this.#values ??= Array.from(this.#indices.values, String);
		this.#values.push(this.#masked(text));
	}

	#addResult(text: string): void {
		this.#results ??= new Array<string>(this.#indices.length).fill("null");
		this.#results.push(this.#masked(text));
	}

	#masked(text: string): string {
		const json = this.#redact ? maskedJson(text, this.#redact) : text;
		this.#jsonLength += json.length;
		return json;
	}
}

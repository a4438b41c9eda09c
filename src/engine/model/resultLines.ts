import type { Item } from "./item.ts";
import { maskedJson } from "./maskedJson.ts";
import { NumberColumn } from "./numberColumn.ts";
import { resultJson, succeededLine } from "./outcome.ts";

/** What the lines are made of, with one entry per line in each column. */
export interface ResultColumns {
	readonly indices: Float64Array<ArrayBuffer>;
	readonly attempts: Float64Array<ArrayBuffer>;
	readonly durationsMs: Float64Array<ArrayBuffer>;
	/** As JSON; undefined where every key is its item's index in digits, as of most sources. */
	readonly keys: readonly string[] | undefined;
	/** As JSON; undefined where every result is `null`. */
	readonly results: readonly string[] | undefined;
}

/** Length of a line without its key and result, about; UTF-16 units. */
const bareLength = 80;

/**
 * The result lines of items that succeeded. For fast items a line's text costs more than all the rest, so that it is
 * built only where it is needed: mostly in the thread that writes it, from the {@link columns}.
 */
export class ResultLines implements Iterable<string> {
	readonly #indices = new NumberColumn();
	readonly #attempts = new NumberColumn();
	readonly #durationsMs = new NumberColumn();
	#keys: string[] | undefined;
	#results: string[] | undefined;
	/** Of keys and results, UTF-16 units. */
	#jsonLength = 0;
	readonly #redact: ((text: string) => string) | undefined;

	/** @param redact masks secrets in keys and results; undefined where there are none */
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
			results: this.#results,
		};
	}

	/** Gives the numbers' memory back at once, see {@link NumberColumn.free}. */
	free(): void {
		for (const column of [this.#indices, this.#attempts, this.#durationsMs]) column.free();
	}

	add({ index, key }: Item, attempts: number, durationMs: number, result: unknown): void {
		if (this.#keys || key !== String(index)) this.#addKey(JSON.stringify(key));
		if (this.#results || (result !== undefined && result !== null)) this.#addResult(resultJson(result));
		this.#indices.push(index);
		this.#attempts.push(attempts);
		this.#durationsMs.push(durationMs);
	}

	*[Symbol.iterator](): Generator<string> {
		const { indices, attempts, durationsMs, keys, results } = this.columns;
		for (const [at, index] of indices.entries()) {
			const key = keys?.[at] ?? `"${index}"`;
			const head = { index, key, attempts: attempts[at] ?? 1, durationMs: durationsMs[at] ?? 0 };
			yield succeededLine(head, results?.[at] ?? "null");
		}
	}

	#addKey(text: string): void {
		const json = this.#redact ? maskedJson(text, this.#redact) : text;
		this.#keys ??= Array.from(this.#indices.values, (index) => `"${index}"`);
		this.#keys.push(json);
		this.#jsonLength += json.length;
	}

	#addResult(text: string): void {
		const json = this.#redact ? maskedJson(text, this.#redact) : text;
		this.#results ??= new Array<string>(this.#indices.length).fill("null");
		this.#results.push(json);
		this.#jsonLength += json.length;
	}
}

import type { Item } from "./item.ts";
import { resultJson, succeededLine } from "./outcome.ts";

/** What the lines are made of, an entry a line in each column. */
export interface ResultColumns {
	readonly indices: readonly number[];
	readonly attempts: readonly number[];
	readonly durationsMs: readonly number[];
	/** As JSON; undefined where every key is its item's index in digits, as of most sources. */
	readonly keys: readonly string[] | undefined;
	/** As JSON; undefined where every result is `null`. */
	readonly results: readonly string[] | undefined;
}

/** Of a line without its key and result, UTF-16 units, about. */
const bareLength = 80;

/**
 * The result lines of items that succeeded. For fast items a line's text costs more than all the rest, so that it is
 * made where it is needed: mostly in the thread that writes it, of the {@link columns}.
 */
export class ResultLines implements Iterable<string> {
	readonly #indices: number[] = [];
	readonly #attempts: number[] = [];
	readonly #durationsMs: number[] = [];
	#keys: string[] | undefined;
	#results: string[] | undefined;
	/** Of keys and results, UTF-16 units. */
	#jsonLength = 0;

	get count(): number {
		return this.#indices.length;
	}

	/** Of the text, UTF-16 units, about. */
	get length(): number {
		return bareLength * this.#indices.length + this.#jsonLength;
	}

	get columns(): ResultColumns {
		return {
			indices: this.#indices,
			attempts: this.#attempts,
			durationsMs: this.#durationsMs,
			keys: this.#keys,
			results: this.#results,
		};
	}

	add({ index, key }: Item, attempts: number, durationMs: number, result: unknown): void {
		if (this.#keys || key !== String(index)) this.#addKey(JSON.stringify(key));
		if (this.#results || (result !== undefined && result !== null)) this.#addResult(resultJson(result));
		this.#indices.push(index);
		this.#attempts.push(attempts);
		this.#durationsMs.push(durationMs);
	}

	*[Symbol.iterator](): Generator<string> {
		for (const [at, index] of this.#indices.entries()) {
			const key = this.#keys?.[at] ?? `"${index}"`;
			const result = this.#results?.[at] ?? "null";
			yield succeededLine(index, key, this.#attempts[at] ?? 1, this.#durationsMs[at] ?? 0, result);
		}
	}

	#addKey(json: string): void {
		this.#keys ??= this.#indices.map((index) => `"${index}"`);
		this.#keys.push(json);
		this.#jsonLength += json.length;
	}

	#addResult(json: string): void {
		this.#results ??= this.#indices.map(() => "null");
		this.#results.push(json);
		this.#jsonLength += json.length;
	}
}

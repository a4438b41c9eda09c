import { formatCountOf } from "../../base/format.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { isObject } from "./cells.ts";
import type { TableRow } from "./tableRow.ts";

interface Kept {
	count: number;
	first: string;
}

/** Gives the leaves of a document what became of them: rows in its order, of which some may be missing. */
export class LeafRows {
	readonly #rows: AsyncIterator<readonly TableRow[]>;
	readonly #leafValue: (row: TableRow) => unknown;
	#page: readonly TableRow[] = [];
	#at = 0;
	#isOver = false;
	readonly #failed: Kept = { count: 0, first: "" };
	readonly #without: Kept = { count: 0, first: "" };

	/** @param leafValue undefined: the leaf stays */
	constructor(rows: AsyncIterable<readonly TableRow[]>, leafValue: (row: TableRow) => unknown) {
		this.#rows = rows[Symbol.asyncIterator]();
		this.#leafValue = leafValue;
	}

	/** The JSON that the next leaf of the document becomes; undefined: it stays. */
	async leafOf(pointer: string): Promise<string | undefined> {
		const row = await this.#current();
		if (!row || pointerOf(row) !== pointer) {
			keep(this.#without, pointer);
			return undefined;
		}
		this.#at++;
		const value = row.outcome === "succeeded" ? this.#leafValue(row) : undefined;
		if (value === undefined) keep(this.#failed, pointer);
		return value === undefined ? undefined : JSON.stringify(value);
	}

	/** @param like the document's name. @returns what the user should know. @throws SettingsError where a row has no leaf */
	async end(like: string): Promise<readonly string[]> {
		const row = await this.#current();
		if (row) {
			throw new SettingsError(`${like} has no value at ${pointerOf(row)}, where item ${row.index} comes from.`, {
				path: ["like"],
				suggestion: "Name the file that the items are read from. If it was changed since, start a new run.",
			});
		}
		return [
			...noteOf(this.#failed, "whose items have no result"),
			...noteOf(this.#without, "which no item stands for"),
		].map((what) => `${what}: what ${like} has there is kept`);
	}

	/** Ends the reading of rows. */
	async close(): Promise<void> {
		await this.#rows.return?.();
	}

	async #current(): Promise<TableRow | undefined> {
		while (!this.#isOver && this.#at >= this.#page.length) {
			const next = await this.#rows.next();
			this.#at = 0;
			this.#page = next.done ? [] : next.value;
			this.#isOver = next.done === true;
		}
		return this.#page[this.#at];
	}
}

/** Of an item whose value nobody kept, its key is that as a rule. */
function pointerOf({ value, key }: TableRow): unknown {
	return isObject(value) ? value.pointer : key;
}

function keep(kept: Kept, pointer: string): void {
	if (kept.count++ === 0) kept.first = pointer;
}

function noteOf({ count, first }: Kept, why: string): readonly string[] {
	return count === 0 ? [] : [`${formatCountOf(count, "value")} ${why}, such as ${first}`];
}

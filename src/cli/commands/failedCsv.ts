import { outcomeText } from "../../engine/model/outcome.ts";
import type { FailedItem } from "../../engine/model/ports.ts";

/** What follows the items' own columns. */
const factNames = ["outcome", "category", "code", "message", "attempts"] as const;

/** Failed items as a table by RFC 4180, for spreadsheets: the items' own columns, then what became of them. */
export class FailedCsv {
	/** Of all items, in the order in which they were met. */
	readonly #names = new Set<string>();
	readonly #shown: (text: string) => string;

	/** @param shown what is written in place of a text; the text itself where no terminal could obey it */
	constructor(shown: (text: string) => string = (text) => text) {
		this.#shown = shown;
	}

	/** Takes note of the columns of items. All have to be known before the first line. */
	meet(items: readonly FailedItem[]): void {
		for (const { item } of items) for (const name of Object.keys(cellsOf(item.value))) this.#names.add(name);
	}

	/** An item may have a column of the same name as one of ours, which is then another one: `failure code`. */
	header(): string {
		const facts = factNames.map((name) => (this.#names.has(name) ? `failure ${name}` : name));
		return this.#line([...this.#names, ...facts]);
	}

	lines(items: readonly FailedItem[]): readonly string[] {
		return items.map(({ item, outcome, failure, attempts }) => {
			const cells = cellsOf(item.value);
			const own = [...this.#names].map((name) => (Object.hasOwn(cells, name) ? textOf(cells[name]) : ""));
			const { category, code = "", message } = failure;
			return this.#line([...own, outcomeText(outcome), category, code, message, String(attempts)]);
		});
	}

	#line(cells: readonly string[]): string {
		return cells.map((cell) => quoted(this.#shown(cell))).join(",");
	}
}

/** An item that is no object has one column. */
function cellsOf(value: unknown): Readonly<Record<string, unknown>> {
	return isRow(value) ? value : { value };
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** Numbers with their digits; lists and objects as JSON. */
function textOf(value: unknown): string {
	if (typeof value === "string") return value;
	return value === null || value === undefined ? "" : JSON.stringify(value);
}

function quoted(cell: string): string {
	return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

import { formatCountOf } from "../../base/format.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { BlockReader, Standing } from "../reading/blockSource.ts";
import type { Input } from "../reading/input.ts";
import type { ItemCollector } from "../reading/itemCollector.ts";
import { shortList } from "../reading/shortList.ts";
import { columnNames, rowObject } from "./csvColumns.ts";
import { CsvRows, type OnRow } from "./csvRows.ts";
import { guessDelimiter } from "./delimiter.ts";
import { excerpt } from "./excerpt.ts";
import { LineReader, type OnLine } from "./lineReader.ts";

export interface CsvOptions {
	/** Undefined: guessed from the first line. */
	readonly delimiter: string | undefined;
	/** Whether the first row names the columns; or their names, if they are known from elsewhere. */
	readonly header: boolean | readonly string[];
	/** Called with the names once they are known. */
	readonly onColumns?: ((names: readonly string[]) => void) | undefined;
}

/** What the first row of a table says about all rows. */
interface CsvState {
	readonly delimiter: string;
	readonly width: number;
	readonly names: readonly string[] | undefined;
}

/** An item per row: an object of its fields, or a list of them if the columns have no names. */
export class CsvReader implements BlockReader, OnRow {
	readonly #input: Input;
	readonly #items: ItemCollector;
	readonly #options: CsvOptions;
	readonly #lines: LineReader;
	#delimiter: string | undefined;
	#rows: CsvRows | undefined;
	#names: readonly string[] | undefined;
	#width: number | undefined;

	/** @param from the {@link standing} of an earlier reader */
	constructor(input: Input, items: ItemCollector, options: CsvOptions, from?: Pick<Standing, "line" | "state">) {
		this.#input = input;
		this.#items = items;
		this.#options = options;
		const before = from?.state as CsvState | undefined;
		const names = typeof options.header === "boolean" ? before?.names : options.header;
		if (names) this.#know(names);
		this.#width ??= before?.width;
		this.#delimiter = before?.delimiter ?? options.delimiter;
		const onLine: OnLine = (text, line, flaw) => {
			if (!this.#rows && (text === "" || text === "\r")) return;
			this.#delimiter ??= guessDelimiter(text);
			this.#rows ??= new CsvRows(this.#delimiter, this);
			this.#rows.add(text, line, flaw);
		};
		this.#lines = new LineReader(from?.line ?? input.firstLine, onLine, from === undefined);
	}

	/** Undefined in the middle of a row, and until the first one has told what all have in common. */
	standing(): Standing | undefined {
		const [delimiter, width] = [this.#delimiter, this.#width];
		if (this.#rows?.isOpen || delimiter === undefined || width === undefined) return undefined;
		const state: CsvState = { delimiter, width, names: this.#names };
		return { ...this.#lines.standing(), state };
	}

	push(block: Buffer): void {
		this.#lines.push(block);
	}

	end(): void {
		this.#lines.end();
		this.#rows?.end();
	}

	whole(fields: readonly string[], line: number, text: string): void {
		if (this.#options.header === true && !this.#names) {
			this.#know(columnNames(fields, line, this.#input));
			return;
		}
		this.#width ??= fields.length;
		if (fields.length === this.#width) {
			this.#items.add(this.#names ? rowObject(this.#names, fields) : fields, line, undefined);
			return;
		}
		const expected = this.#names ? `${this.#width} (${shortList(this.#names)})` : `${this.#width} as in the first row`;
		this.#items.add(
			excerpt(text),
			line,
			`Line ${line}: ${formatCountOf(fields.length, "field")}, expected ${expected}.`,
		);
	}

	broken(problem: string, line: number, text: string): void {
		if (this.#options.header === true && !this.#names) {
			throw new SettingsError(`The header of ${this.#input.label} cannot be read. ${problem}`, {
				path: this.#input.settingsPath,
			});
		}
		this.#items.add(excerpt(text), line, problem);
	}

	#know(names: readonly string[]): void {
		this.#names = names;
		this.#width = names.length;
		this.#options.onColumns?.(names);
	}
}

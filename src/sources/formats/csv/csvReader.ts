import { formatCountOf } from "../../../base/format.ts";
import { SettingsError } from "../../../base/settingsError.ts";
import type { BlockReader, Standing } from "../../reading/blockSource.ts";
import type { Input } from "../../reading/input.ts";
import type { ItemCollector } from "../../reading/itemCollector.ts";
import { shortList } from "../../reading/shortList.ts";
import { excerpt } from "../excerpt.ts";
import { LineReader, type OnLine } from "../lineReader.ts";
import { CsvBeginning } from "./csvBeginning.ts";
import { type Columns, columnsOf, namesOf, rowObject } from "./csvColumns.ts";
import { type DialectOptions, dialectOf } from "./csvDialect.ts";
import { CsvRows, type OnRow } from "./csvRows.ts";

/** What is not said is found in the first rows. */
export interface CsvOptions extends DialectOptions {
	/** Lines at the beginning that are no part of the table; default 0. */
	readonly skipLines?: number | undefined;
	/** Whether the first row names the columns; or their names, if they are known from elsewhere. */
	readonly header: boolean | readonly string[];
	/** Called for each row that is left out, as it is nothing but delimiters. */
	readonly onBlank?: (() => void) | undefined;
	/** Called with the names once they are known, and with the line of the input that has them. */
	readonly onColumns?: ((names: readonly string[], input: Input, line: number) => void) | undefined;
}

/** What the first rows of a table say about all of them. */
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
	readonly #beginning: CsvBeginning;
	#delimiter: string | undefined;
	#rows: CsvRows | undefined;
	#names: readonly string[] | undefined;
	#width: number | undefined;

	/** @param from the {@link standing} of an earlier reader */
	constructor(input: Input, items: ItemCollector, options: CsvOptions, from?: Pick<Standing, "line" | "state">) {
		this.#input = input;
		this.#items = items;
		this.#options = options;
		this.#beginning = new CsvBeginning(input, options);
		const before = from?.state as CsvState | undefined;
		if (before) {
			this.#readRows(before.delimiter);
			if (before.names) this.#know({ names: before.names, width: before.width }, 0);
			else this.#width = before.width;
		} else if (typeof options.header !== "boolean") {
			this.#know({ names: namesOf(options.header), width: options.header.length }, 0);
		}
		const firstLine = from ? 0 : input.firstLine + (options.skipLines ?? 0);
		const onLine: OnLine = (text, line, flaw, end) => {
			if (this.#rows) this.#rows.add(text, line, flaw, end);
			else if (line >= firstLine && this.#beginning.add({ text, line, flaw, end })) this.#begin(false);
		};
		this.#lines = new LineReader(from?.line ?? input.firstLine, onLine, {
			isAtStart: from === undefined,
			encoding: input.encoding,
			onExcess: (bytes, line) => {
				if (!this.#rows && line >= firstLine) this.#begin(false);
				this.#rows?.addExcess(bytes, line);
			},
		});
	}

	/** Undefined in the middle of a row, and until the first ones have told what all have in common. */
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
		if (!this.#rows) this.#begin(true);
		this.#rows?.end();
	}

	whole(fields: readonly string[], line: number, text: string): void {
		if (fields[0] === "" && isBlank(text, this.#delimiter)) {
			this.#options.onBlank?.();
			return;
		}
		if (this.#options.header === true && !this.#names) {
			this.#know(columnsOf(fields, line, this.#input), line);
			return;
		}
		this.#width ??= fields.length;
		const problem = this.#problemOf(fields);
		if (problem) this.#items.add(excerpt(text), line, `Line ${line}: ${problem}.`);
		else this.#items.add(this.#names ? rowObject(this.#names, fields) : fields, line, undefined);
	}

	broken(problem: string, line: number, text: string): void {
		if (this.#options.header === true && !this.#names) {
			throw new SettingsError(`The header of ${this.#input.label} cannot be read. ${problem}`, {
				path: this.#input.settingsPath,
			});
		}
		this.#items.add(excerpt(text), line, problem);
	}

	/** Reads the table's first lines, now that they tell how. */
	#begin(isAll: boolean): void {
		const { delimiter } = this.#beginning.dialect(isAll);
		const rows = this.#readRows(delimiter);
		for (const { text, line, flaw, end } of this.#beginning.lines.splice(0)) rows.add(text, line, flaw, end);
	}

	#readRows(delimiter: string): CsvRows {
		this.#delimiter = delimiter;
		this.#rows = new CsvRows(dialectOf(delimiter, this.#options), this);
		return this.#rows;
	}

	#know({ names, width }: Columns, line: number): void {
		this.#names = names;
		this.#width = width;
		this.#options.onColumns?.(names, this.#input, line);
	}

	/** As the end of a sentence. */
	#problemOf(fields: readonly string[]): string | undefined {
		const [names, width] = [this.#names, this.#width];
		if (!names) return fields.length === width ? undefined : this.#widthProblem(fields, "as in the first row");
		const isOneWide = fields.length === width || fields.length === names.length;
		if (!isOneWide) return this.#widthProblem(fields, `(${shortList(names)})`);
		// Columns that the job names itself may be left out on purpose.
		if (fields.length === names.length || this.#options.header !== true) return undefined;
		const lost = fields.findIndex((field, at) => at >= names.length && field !== "");
		return lost < 0 ? undefined : `found ${JSON.stringify(fields[lost])} in column ${lost + 1}, which has no name`;
	}

	#widthProblem(fields: readonly string[], as: string): string {
		return `${formatCountOf(fields.length, "field")}, expected ${this.#width} ${as}`;
	}
}

/** Whether a line is nothing but delimiters: what spreadsheets write for empty rows. */
function isBlank(text: string, delimiter: string | undefined): boolean {
	for (let at = 0; at < text.length; at++) if (text[at] !== delimiter) return false;
	return true;
}

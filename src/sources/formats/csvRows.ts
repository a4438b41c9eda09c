import { formatCount } from "../../base/format.ts";
import { CsvRow } from "./csvRow.ts";
import type { LineFlaw, OnLine } from "./lineReader.ts";

/** What became of a row; `line` and `text` are those of its first line. */
export interface OnRow {
	whole(fields: readonly string[], line: number, text: string): void;
	/** @param problem a sentence that names the line */
	broken(problem: string, line: number, text: string): void;
}

/**
 * Longest row of several lines, in UTF-16 units: how much is read, and held, after an unclosed quote before the row is
 * given up.
 */
const maxRowLength = 1024 * 1024;

interface Line {
	readonly text: string;
	readonly line: number;
	readonly flaw: LineFlaw | undefined;
}

/** A row whose last line has not been read yet. */
class OpenRow {
	readonly row: CsvRow;
	readonly first: Line;
	readonly others: Line[] = [];
	length = 0;

	constructor(delimiter: string, first: Line) {
		this.row = new CsvRow(delimiter);
		this.first = first;
	}
}

/**
 * Combines lines into rows of CSV. After a broken row, reading continues at its second line, so that an unclosed quote
 * costs one row and none of those after it.
 *
 * Not csv-parse, which silently swallows rows after a broken quote, replaces bytes that are not UTF-8, and miscounts
 * lines after a quoted `\r\n`. Besides, most rows have no quote at all: splitting them at the delimiter is many times
 * faster.
 */
export class CsvRows {
	readonly #delimiter: string;
	readonly #onRow: OnRow;
	#open: OpenRow | undefined;

	constructor(delimiter: string, onRow: OnRow) {
		this.#delimiter = delimiter;
		this.#onRow = onRow;
	}

	/** Whether a row has started that is not complete yet. */
	get isOpen(): boolean {
		return this.#open !== undefined;
	}

	readonly add: OnLine = (text, line, flaw) => {
		if (this.#open || flaw || text.includes('"')) {
			this.#addCarefully({ text, line, flaw });
			return;
		}
		const content = text.endsWith("\r") ? text.slice(0, -1) : text;
		if (content !== "") this.#onRow.whole(content.split(this.#delimiter), line, content);
	};

	/** The input has ended. */
	end(): void {
		while (this.#open) this.#break(this.#open, "found no closing quote before the end");
	}

	#addCarefully(next: Line): void {
		if (next.flaw && !next.flaw.isWhole) {
			this.end();
			this.#onRow.broken(next.flaw.message, next.line, next.text);
			return;
		}
		if (this.#open) this.#open.others.push(next);
		else this.#open = new OpenRow(this.#delimiter, next);
		const open = this.#open;
		open.length += next.text.length;
		const state = open.row.add(next.text);
		if (state === "whole") {
			this.#close(open);
		} else if (state !== "open") {
			const place =
				next === open.first ? `at column ${state.column}` : `at column ${state.column} of line ${next.line}`;
			this.#break(open, `${state.what} ${place}`);
		} else if (open.length > maxRowLength) {
			this.#break(open, `found no closing quote within ${formatCount(maxRowLength)} characters`);
		}
	}

	#close({ row, first, others }: OpenRow): void {
		this.#open = undefined;
		const flaw = first.flaw ?? others.find((line) => line.flaw)?.flaw;
		if (flaw) this.#onRow.broken(flaw.message, first.line, first.text);
		else this.#onRow.whole(row.fields, first.line, first.text);
	}

	/**
	 * Reads the lines after the first again, but each only once more: a line from the middle of a broken row has an even
	 * number of quotes, so it cannot start a row that takes in others.
	 */
	#break({ first, others }: OpenRow, what: string): void {
		this.#open = undefined;
		this.#onRow.broken(
			`Line ${first.line}: ${what}. A value that contains quotes needs quotes around it, and "" for each of its own.`,
			first.line,
			first.text,
		);
		for (const { text, line, flaw } of others) this.add(text, line, flaw);
	}
}

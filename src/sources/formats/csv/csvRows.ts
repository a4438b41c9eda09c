import { formatCount } from "../../../base/format.ts";
import type { OnLine } from "../lineReader.ts";
import type { CsvDialect } from "./csvDialect.ts";
import { CsvRow } from "./csvRow.ts";
import { type Line, LostRow } from "./lostRow.ts";

/** What became of a row; `line` and `text` are those of its first line. */
export interface OnRow {
	whole(fields: readonly string[], line: number, text: string): void;
	/** @param problem a sentence that names the line */
	broken(problem: string, line: number, text: string): void;
}

/** Longest row of several lines, in UTF-16 units: as long as the longest line. A longer one is not kept. */
export const maxRowLength = 16 * 1024 * 1024;

/** A row whose last line has not been read yet. */
class OpenRow {
	readonly row: CsvRow;
	readonly lines: Line[] = [];
	length = 0;

	constructor(row: CsvRow) {
		this.row = row;
	}

	get first(): Line {
		return this.lines[0] as Line;
	}
}

/**
 * Combines lines into rows of CSV. A row with a quote out of place is lost up to where it ends for certain: see
 * {@link LostRow}.
 *
 * Not csv-parse, which silently swallows rows after a broken quote, replaces bytes that are not UTF-8, and miscounts
 * lines after a quoted `\r\n`. Besides, most rows have no quote at all: splitting them at the delimiter is many times
 * faster.
 */
export class CsvRows {
	readonly #dialect: CsvDialect;
	readonly #onRow: OnRow;
	#open: OpenRow | undefined;
	#lost: LostRow | undefined;

	constructor(dialect: CsvDialect, onRow: OnRow) {
		this.#dialect = dialect;
		this.#onRow = onRow;
	}

	/** Whether a row has started that is not complete yet. */
	get isOpen(): boolean {
		return this.#open !== undefined || this.#lost !== undefined;
	}

	readonly add: OnLine = (text, line, flaw, end) => {
		const { quote, comment, delimiter } = this.#dialect;
		if (this.isOpen) {
			this.#continue({ text, line, flaw, end });
		} else if (comment !== undefined && text.startsWith(comment)) {
			return;
		} else if (quote !== undefined && (flaw || text.includes(quote))) {
			this.#continue({ text, line, flaw, end });
		} else if (flaw) {
			this.#onRow.broken(flaw.message, line, text);
		} else if (text !== "") {
			this.#onRow.whole(text.split(delimiter), line, text);
		}
	};

	/** The next bytes of a line that is too long to be kept: only its quotes matter. */
	addExcess(bytes: Buffer, line: number): void {
		const { quote } = this.#dialect;
		if (quote === undefined) return;
		if (this.#open) this.#lose(this.#open, undefined);
		this.#lost ??= new LostRow(this.#dialect, line);
		this.#lost.addPart(bytes.toString("latin1"));
	}

	/** The input has ended. */
	end(): void {
		if (this.#open) this.#lose(this.#open, "found no closing quote before the end");
		if (this.#lost) this.#endLost(this.#lost);
	}

	#continue(next: Line): void {
		const { quote } = this.#dialect;
		if (quote === undefined) return;
		if (this.#lost) {
			if (this.#lost.add(next)) this.#endLost(this.#lost);
			return;
		}
		this.#open ??= new OpenRow(new CsvRow(this.#dialect, quote));
		const open = this.#open;
		open.lines.push(next);
		open.length += next.text.length + next.end.length;
		const state = open.row.add(next.text, next.end);
		if (state === "whole") {
			this.#close(open);
		} else if (state !== "open") {
			const place =
				next === open.first ? `at column ${state.column}` : `at column ${state.column} of line ${next.line}`;
			this.#lose(open, `${state.what} ${place}`);
		} else if (open.length > maxRowLength) {
			this.#lose(open, `found no closing quote within ${formatCount(maxRowLength)} characters`);
		}
	}

	#close({ row, first, lines }: OpenRow): void {
		this.#open = undefined;
		const flaw = lines.find((line) => line.flaw)?.flaw;
		if (flaw) this.#onRow.broken(flaw.message, first.line, first.text);
		else this.#onRow.whole(row.fields, first.line, first.text);
	}

	/** @param what is wrong; undefined: the flaw of a line that is yet to come */
	#lose({ first, lines }: OpenRow, what: string | undefined): void {
		const lost = new LostRow(this.#dialect, first.line, what);
		this.#open = undefined;
		this.#lost = lost;
		let hasEnded = false;
		for (const line of lines) hasEnded = lost.add(line);
		if (hasEnded) this.#endLost(lost);
	}

	#endLost(lost: LostRow): void {
		this.#lost = undefined;
		this.#onRow.broken(this.#problemOf(lost), lost.firstLine, lost.text);
		for (const { text, line, flaw, end } of lost.held) this.add(text, line, flaw, end);
	}

	#problemOf({ firstLine, what, flaw, extent }: LostRow): string {
		const { quote, escapedBy } = this.#dialect;
		if (what === undefined) return `${flaw?.slice(0, -1)}${extent}.`;
		const own = `${escapedBy}${quote} for each of its own`;
		return (
			`Line ${firstLine}: ${what}${extent}. A value that contains quotes needs quotes around it, and ${own}; ` +
			'if quotes mean nothing in this file, set "quote": false.'
		);
	}
}

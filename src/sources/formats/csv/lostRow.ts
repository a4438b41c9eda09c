import { formatCount } from "../../../base/format.ts";
import type { LineEnd, LineFlaw } from "../lineReader.ts";
import type { CsvDialect } from "./csvDialect.ts";
import { RowEndSearch } from "./rowEndSearch.ts";

export interface Line {
	readonly text: string;
	readonly line: number;
	readonly flaw: LineFlaw | undefined;
	readonly end: LineEnd;
}

/** So much of what may be rows, or the inside of a field, is kept until that is known, in UTF-16 units. */
const maxHeldLength = 4 * 1024 * 1024;

/**
 * A row that cannot be read, on the way to its end. None of its lines is ever given out as a row: it might be text within
 * a field, such as "2,pay this at once". Lines after it are rows again where no field can be open any more: at a line
 * end that is outside in every way of reading, or, if no further quote comes at all, where it may have been.
 */
export class LostRow {
	readonly #quote: string;
	readonly #search: RowEndSearch;
	readonly firstLine: number;
	/** What is wrong, as the beginning of a sentence. */
	readonly what: string | undefined;
	/** Of a line that is too long to be kept. */
	#flaw: string | undefined;
	#text: string | undefined;
	#lastLine: number;
	#held: Line[] | undefined;
	#heldLength = 0;

	/** @param what is wrong; undefined: the flaw of a line that is yet to come */
	constructor(dialect: CsvDialect, firstLine: number, what?: string) {
		const quote = dialect.quote ?? "";
		this.what = what;
		this.#quote = quote;
		this.#search = new RowEndSearch(dialect, quote);
		this.firstLine = firstLine;
		this.#lastLine = firstLine;
	}

	/** Of its first line. */
	get text(): string {
		return this.#text ?? "";
	}

	get flaw(): string | undefined {
		return this.#flaw;
	}

	/** The lines after its possible end, if there was no further quote. */
	get held(): readonly Line[] {
		return this.#held ?? [];
	}

	/** ", so lines 2 to 6 cannot be read" where it has several. */
	get extent(): string {
		if (this.#lastLine === this.firstLine) return "";
		return `, so lines ${formatCount(this.firstLine)} to ${formatCount(this.#lastLine)} cannot be read`;
	}

	/** @param text a part of a line that is too long to be kept */
	addPart(text: string): void {
		this.#search.add(text);
	}

	/**
	 * @param line the row's next one, or the one whose parts were added
	 * @returns whether the row has ended with it
	 */
	add(line: Line): boolean {
		const isWhole = line.flaw?.isWhole ?? true;
		this.#text ??= line.text;
		if (!isWhole) this.#flaw ??= line.flaw?.message;
		if (isWhole && !line.text.includes(this.#quote)) {
			this.#addPlain(line);
			return false;
		}
		if (isWhole) this.#search.add(line.text);
		this.#search.endLine();
		this.#lastLine = line.line;
		this.#held = this.#search.mayBeOutside ? [] : undefined;
		this.#heldLength = 0;
		return this.#search.isOutside;
	}

	/** Without a quote, nothing opens or closes. */
	#addPlain(line: Line): void {
		if (this.#held) {
			this.#held.push(line);
			this.#heldLength += line.text.length;
			if (this.#heldLength <= maxHeldLength) return;
			this.#held = undefined;
		}
		this.#lastLine = line.line;
	}
}

import type { CsvDialect } from "./csvDialect.ts";

/**
 * Follows a row that has a quote out of place, to find where it ends. There are two ways to read such a row, and either
 * may be what was meant:
 *
 * - every quote opens or closes a field, so that after `"he said "no", then"` none is open;
 * - a quote closes a field only before a delimiter or the line's end; any other is text, as in `"it is 5" long"`.
 *
 * A line end that is outside of quoted fields in both ways is no part of a field. Where they differ, what follows may be
 * the inside of one.
 */
export class RowEndSearch {
	readonly #dialect: CsvDialect;
	readonly #quote: string;
	/** Whether a field is open if every quote opens or closes one. */
	#isToggledOpen = false;
	/** In the other way of reading. */
	#state: "start" | "unquoted" | "quoted" | "afterQuote" = "start";
	#isEscaped = false;

	constructor(dialect: CsvDialect, quote: string) {
		this.#dialect = dialect;
		this.#quote = quote;
	}

	/** At a line's end: whether no field is open, for certain. */
	get isOutside(): boolean {
		return !this.#isToggledOpen && this.#state !== "quoted";
	}

	/** At a line's end: whether no field is open in one of the ways. */
	get mayBeOutside(): boolean {
		return !this.#isToggledOpen || this.#state !== "quoted";
	}

	/** @param text of a line, or a part of it */
	add(text: string): void {
		for (let at = 0; at < text.length; at++) this.#next(text[at] ?? "");
	}

	endLine(): void {
		this.#isEscaped = false;
		if (this.#state !== "quoted") this.#state = "start";
	}

	#next(char: string): void {
		const { delimiter, escapedBy } = this.#dialect;
		if (this.#isEscaped) {
			this.#isEscaped = false;
			return;
		}
		if (char === escapedBy && char !== this.#quote && (this.#isToggledOpen || this.#state === "quoted")) {
			this.#isEscaped = true;
			return;
		}
		const isQuote = char === this.#quote;
		if (isQuote) this.#isToggledOpen = !this.#isToggledOpen;
		switch (this.#state) {
			case "start":
				this.#state = isQuote ? "quoted" : char === delimiter ? "start" : "unquoted";
				return;
			case "unquoted":
				if (char === delimiter) this.#state = "start";
				return;
			case "quoted":
				if (isQuote) this.#state = "afterQuote";
				return;
			case "afterQuote":
				// A second quote is an escaped one, and anything but a delimiter makes the first one text.
				this.#state = char === delimiter ? "start" : "quoted";
				return;
		}
	}
}

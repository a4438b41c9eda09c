import type { Ask, ResultInfo } from "../protocol.ts";

/** Rows asked for at a time. */
const pageRows = 100;
/** Pages kept: those least recently shown go first. */
const maxPages = 60;
/** Questions under way: with more, pages that were scrolled past would keep those in view waiting. */
const maxAsked = 2;

type Row = ResultInfo | null | undefined;

/** The rows of one search, fetched as they come into view. */
export class ResultPages {
	readonly #ask: Ask;
	readonly #search: number;
	readonly #onRows: () => void;
	readonly #onProblem: (message: string) => void;
	/** Oldest first. */
	readonly #pages = new Map<number, readonly Row[]>();
	readonly #asked = new Set<number>();

	/** @param onRows rows have come: {@link row} knows them, and others can be asked for */
	constructor(ask: Ask, search: number, onRows: () => void, onProblem: (message: string) => void) {
		this.#ask = ask;
		this.#search = search;
		this.#onRows = onRows;
		this.#onProblem = onProblem;
	}

	/** Undefined while it is not there yet; null: it has no outcome any more. */
	row(at: number): Row {
		const number = Math.floor(at / pageRows);
		const page = this.#pages.get(number);
		if (!page) {
			this.#fetch(number);
			return undefined;
		}
		this.#pages.delete(number);
		this.#pages.set(number, page);
		return page[at % pageRows];
	}

	/** What was not found yet when a page was asked for may be there by now. */
	forgetPartial(): void {
		for (const [number, page] of this.#pages) if (page.length < pageRows) this.#pages.delete(number);
	}

	#fetch(number: number): void {
		if (this.#asked.has(number) || this.#asked.size >= maxAsked) return;
		this.#asked.add(number);
		this.#ask("resultsPage", { search: this.#search, from: number * pageRows, count: pageRows })
			.then(
				({ rows }) => {
					this.#pages.set(number, rows);
					for (const oldest of this.#pages.keys()) {
						if (this.#pages.size <= maxPages) break;
						this.#pages.delete(oldest);
					}
				},
				(error: unknown) => {
					// Not asked for again and again.
					this.#pages.set(number, []);
					this.#onProblem(error instanceof Error ? error.message : String(error));
				},
			)
			.finally(() => {
				this.#asked.delete(number);
				this.#onRows();
			});
	}
}

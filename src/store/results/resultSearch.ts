import type { Disposable } from "../../base/disposable.ts";
import type { ErrorCategory } from "../../engine/index.ts";
import { IndexList } from "./indexList.ts";
import { type ResultRow, SucceededRow } from "./resultRow.ts";
import type { ResultTable } from "./resultTable.ts";

export interface ResultFilter {
	readonly outcomes?: readonly ResultRow["outcome"][] | undefined;
	readonly category?: ErrorCategory | undefined;
	/** In an item's key, value, result or error, whatever the case; empty: any. */
	readonly text: string;
}

/** Part of the work of a search by text that goes into looking through what is new in the results, about. */
const preparingShare = 0.2;

/** The items of a run that a filter lets through, by index. They can be read while the search goes on. */
export class ResultSearch implements Disposable {
	readonly #table: ResultTable;
	readonly #found: IndexList;
	readonly #abort = new AbortController();
	/** Resolves when the search has ended, in whatever way. */
	readonly ended: Promise<void>;
	#share = 0;
	#isDone = false;
	#problem: string | undefined;

	/** @param folder where what was found is kept */
	constructor(table: ResultTable, folder: string, filter: ResultFilter) {
		this.#table = table;
		this.#found = new IndexList(folder);
		this.ended = this.#run(filter).then(
			() => {
				this.#share = 1;
				this.#isDone = true;
			},
			(error: unknown) => {
				this.#isDone = true;
				if (!this.#abort.signal.aborted) this.#problem = error instanceof Error ? error.message : String(error);
			},
		);
	}

	/** Items found so far. */
	get count(): number {
		return this.#found.length;
	}

	/** How far it is, from 0 to 1; less than 1 after a cancelled search. */
	get share(): number {
		return this.#share;
	}

	get isDone(): boolean {
		return this.#isDone;
	}

	/** Why it broke off, for the user. */
	get problem(): string | undefined {
		return this.#problem;
	}

	/** Of those found: from the `from`th on, at most `count`; undefined for one that has no outcome any more. */
	rows(from: number, count: number): Promise<readonly (ResultRow | undefined)[]> {
		return this.#table.at(this.#found.range(from, count));
	}

	/** What was found so far stays. */
	cancel(): void {
		this.#abort.abort();
	}

	dispose(): void {
		this.cancel();
		void this.ended.then(() => this.#found.dispose());
	}

	async #run({ text, ...choice }: ResultFilter): Promise<void> {
		const { signal } = this.#abort;
		if (text === "") {
			const options = { ...choice, signal, onProgress: (share: number) => this.#reached(share) };
			for await (const page of this.#table.indices(options)) for (const index of page) this.#found.add(index);
			return;
		}
		const wanted = text.toLowerCase();
		const inJson = JSON.stringify(wanted).slice(1, -1);
		const onProgress = (share: number) => this.#reached(share * preparingShare);
		for await (const page of this.#table.rows({ ...choice, signal, onProgress })) {
			for (const row of page) if (holds(row, wanted, inJson)) this.#found.add(row.index);
			const looked = ((page.at(-1)?.index ?? 0) + 1) / Math.max(1, this.#table.count);
			this.#reached(preparingShare + (1 - preparingShare) * Math.min(1, looked));
		}
	}

	#reached(share: number): void {
		this.#share = Math.max(this.#share, share);
	}
}

/** @param inJson the text as JSON spells it */
function holds(row: ResultRow, text: string, inJson: string): boolean {
	if (row instanceof SucceededRow) return row.json.some((json) => json.toLowerCase().includes(inJson));
	const { key, value, failure } = row;
	const texts = [key, failure?.message, failure?.code, failure?.name, failure?.detail];
	if (texts.some((one) => one?.toLowerCase().includes(text))) return true;
	return JSON.stringify(value)?.toLowerCase().includes(inJson) ?? false;
}

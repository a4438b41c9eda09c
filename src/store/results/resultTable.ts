import { setImmediate as nextTurn } from "node:timers/promises";
import type { Disposable } from "../../base/disposable.ts";
import { type ErrorCategory, failedOutcomes } from "../../engine/index.ts";
import { RunReader } from "../runReader.ts";
import { failedRow, type ResultRow } from "./resultRow.ts";
import { each, type FailedChoice, failedIndexPages, failedPages, merged } from "./rowPages.ts";
import { SavedLines } from "./savedLines.ts";

export type RowOrder = "source" | "completion";

export interface ChoiceOptions {
	readonly outcomes?: readonly ResultRow["outcome"][] | undefined;
	/** Only items whose last error has this category: none that succeeded. */
	readonly category?: ErrorCategory | undefined;
	/** Its reason is thrown when it aborts. */
	readonly signal?: AbortSignal | undefined;
	/** How much of what is new in the results has been looked through, from 0 to 1. */
	readonly onProgress?: ((share: number) => void) | undefined;
}

export interface RowsOptions extends ChoiceOptions {
	/** By index (default); or as they finished, then those that did not succeed, by index. */
	readonly order?: RowOrder | undefined;
}

export type PrepareOptions = Pick<ChoiceOptions, "signal" | "onProgress">;

export interface TableOptions {
	/** The table stays as the run was when it was opened; the run's log grows until it is disposed. */
	readonly isFrozen?: boolean | undefined;
	/** Takes secrets out of what items hold that did not succeed. The lines of the others have none. */
	readonly redact?: ((text: string) => string) | undefined;
}

/**
 * A run's items with their outcomes, whether the run goes on in another process, has ended or was killed. Takes the same
 * memory for ten million items as for ten: where the lines of the results begin is noted in a file, which has no name.
 *
 * @example
 * const table = ResultTable.open(folder);
 * for await (const page of table.rows()) for (const { key, value, result } of page) print(key, value, result);
 * table.dispose();
 */
export class ResultTable implements Disposable {
	readonly #folder: string;
	readonly #run: RunReader;
	readonly #isFrozen: boolean;
	readonly #redact: TableOptions["redact"];
	readonly #lines: SavedLines;

	/** @throws DamagedRunError, NewerRunError */
	static open(folder: string, options: TableOptions = {}): ResultTable {
		const run = new RunReader(folder);
		try {
			if (options.isFrozen) run.freeze();
			else run.written();
			return new ResultTable(run, options);
		} catch (error) {
			run.dispose();
			throw error;
		}
	}

	private constructor(run: RunReader, { isFrozen = false, redact }: TableOptions) {
		this.#isFrozen = isFrozen;
		this.#run = run;
		this.#folder = run.folder;
		this.#lines = new SavedLines(run.folder);
		this.#redact = redact;
	}

	/**
	 * Looks through what is new in the results. {@link rows} and {@link row} do so themselves; of millions of items it
	 * takes seconds.
	 * @throws DamagedRunError where the results are not those that the run has saved
	 */
	async prepare(options: PrepareOptions = {}): Promise<void> {
		await this.#lines.noteTo(this.#run.written(), options);
	}

	/** More than the largest index with a line in the results, as far as they are looked through. */
	get count(): number {
		return this.#lines.count;
	}

	/**
	 * All rows as they stand now, in pages; what happens while they are read changes nothing. Items without an outcome
	 * have none.
	 * @throws DamagedRunError before the first
	 */
	rows({ order = "source", ...options }: RowsOptions = {}): AsyncIterable<readonly ResultRow[]> {
		return this.#pages(options, (run, end, choice) => {
			const failed = this.#failedRows(run, choice);
			if (order === "source") return merged(this.#lines.inSourceOrder(end), failed, rowIndex);
			return inTurn(this.#lines.asWritten(end), failed);
		});
	}

	/** The indices of all rows, which take much less time than these. By index, in pages. */
	indices(options: ChoiceOptions = {}): AsyncIterable<readonly number[]> {
		return this.#pages(options, (run, end, choice) =>
			merged(this.#lines.indexPages(end), each(failedIndexPages(run, choice)), Number),
		);
	}

	/** @param read gets the length of the results to be read, bytes */
	async *#pages<T>(
		{ outcomes, category, signal, onProgress }: ChoiceOptions,
		read: (run: RunReader, end: number, choice: FailedChoice) => Iterable<readonly T[]>,
	): AsyncIterable<readonly T[]> {
		const run = this.#isFrozen ? this.#run : new RunReader(this.#folder);
		try {
			if (run !== this.#run) run.freeze();
			const written = run.written();
			const takesSucceeded = category === undefined && (outcomes?.includes("succeeded") ?? true);
			if (takesSucceeded) await this.#lines.noteTo(written, { signal, onProgress });
			const outcome = failedOutcomes.filter((one) => outcomes?.includes(one) ?? true);
			for (const page of read(run, takesSucceeded ? written.resultsBytes : 0, { outcome, category })) {
				signal?.throwIfAborted();
				yield page;
				await nextTurn();
			}
		} finally {
			if (run !== this.#run) run.dispose();
		}
	}

	*#failedRows(run: RunReader, choice: FailedChoice): Iterable<ResultRow> {
		for (const failed of each(failedPages(run, choice))) yield failedRow(failed, this.#redact);
	}

	/** Items as they stand now, in the order of `indices`; undefined for those without an outcome. @throws DamagedRunError */
	async at(indices: readonly number[]): Promise<readonly (ResultRow | undefined)[]> {
		const rows = new Map<number, ResultRow>();
		// Looked for first: what is no longer among them has its line by then.
		const failed = this.#run.failures({ indices }, { limit: indices.length });
		for (const one of failed) rows.set(one.item.index, failedRow(one, this.#redact));
		await this.prepare();
		for (const row of this.#lines.rowsAt(indices.filter((index) => !rows.has(index)))) rows.set(row.index, row);
		if (rows.size < indices.length) {
			const wanted = new Set(indices);
			for (const one of this.#run.inDoubt()) {
				const { index } = one.item;
				if (wanted.has(index) && !rows.has(index)) rows.set(index, failedRow(one, this.#redact));
			}
		}
		return indices.map((index) => rows.get(index));
	}

	/** An item as it stands now; undefined where it has no outcome. @throws DamagedRunError */
	async row(index: number): Promise<ResultRow | undefined> {
		return (await this.at([index]))[0];
	}

	dispose(): void {
		this.#run.dispose();
		this.#lines.dispose();
	}
}

function rowIndex({ index }: ResultRow): number {
	return index;
}

/** First all of the one, then all of the other. */
function* inTurn<T>(pages: Iterable<readonly T[]>, others: Iterable<T>): Iterable<readonly T[]> {
	yield* pages;
	yield* merged([], others, () => 0);
}

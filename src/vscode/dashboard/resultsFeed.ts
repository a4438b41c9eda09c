import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type {
	Answer,
	ItemReference,
	ResultDetail,
	ResultInfo,
	ResultsFilter,
	ResultsFound,
	ResultsPage,
	ResultsRange,
	SearchReference,
} from "../../dashboard/protocol.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import type { ResultRow } from "../../store/results/resultRow.ts";
import { ResultSearch } from "../../store/results/resultSearch.ts";
import { ResultTable } from "../../store/results/resultTable.ts";
import { detailPart, fitting, partsOf } from "./resultTexts.ts";

/** A page asks again how far its search is after this time, ms. */
const lookEveryMs = 200;
/** Rows of a page, at most: the page asks for fewer. */
const maxRows = 500;

/** What the results need of a run. */
export interface FedResults {
	/** Absolute. */
	readonly folder: string;
	/** An item that did not succeed, with its attempts; undefined for others. */
	failed(index: number): FailedItem | undefined;
	/** What an attempt at the item does, such as its request; undefined where that is not known. */
	request(row: ResultRow): Promise<string | undefined>;
}

/** Finds a run's results for its page, and reads those that it shows. */
export class ResultsFeed implements Disposable {
	readonly #run: FedResults;
	readonly #clock: Clock;
	#table: ResultTable | undefined;
	#search: ResultSearch | undefined;
	#lastSearch = 0;

	constructor(run: FedResults, clock: Clock) {
		this.#run = run;
		this.#clock = clock;
	}

	/** Ends the search before it. @throws DamagedRunError */
	find({ outcome, category, text }: ResultsFilter): Promise<ResultsFound> {
		this.#search?.dispose();
		this.#table ??= ResultTable.open(this.#run.folder);
		const outcomes = outcome && [outcome];
		this.#search = new ResultSearch(this.#table, this.#run.folder, { outcomes, category, text });
		return this.found({ search: ++this.#lastSearch });
	}

	/** Resolves when the search has ended, or after a short while. */
	async found(reference: SearchReference): Promise<ResultsFound> {
		const search = this.#current(reference);
		let timer: Disposable | undefined;
		const later = new Promise<void>((resolve) => {
			timer = this.#clock.timer(lookEveryMs, resolve);
		});
		await Promise.race([search.ended, later]);
		timer?.dispose();
		return this.#stateOf(search);
	}

	async cancel(reference: SearchReference): Promise<ResultsFound> {
		const search = this.#current(reference);
		search.cancel();
		await search.ended;
		return this.#stateOf(search);
	}

	async page({ from, count, ...reference }: ResultsRange): Promise<ResultsPage> {
		const rows = await this.#current(reference).rows(Math.max(0, from), Math.min(maxRows, count));
		return { rows: rows.map((row) => (row ? infoOf(row) : null)) };
	}

	async detail({ index }: ItemReference): Promise<ResultDetail> {
		const row = await this.#table?.row(index);
		if (!row) throw new Error("This item has no outcome any more.");
		const request = await this.#run.request(row);
		const sent = request === undefined ? [] : [detailPart("Request", request)];
		return { parts: [...partsOf(row, this.#run.failed(index)), ...sent] };
	}

	dispose(): void {
		this.#search?.dispose();
		this.#search = undefined;
		this.#table?.dispose();
		this.#table = undefined;
	}

	#current({ search }: SearchReference): ResultSearch {
		if (this.#search && search === this.#lastSearch) return this.#search;
		throw new Error("Another search has begun since.");
	}

	#stateOf({ count, share, isDone, problem }: ResultSearch): Answer<"resultsFound"> {
		return { search: this.#lastSearch, count, share, isDone, problem };
	}
}

function infoOf(row: ResultRow): ResultInfo {
	const { index, key, value, outcome, attempts, durationMs, failure, result } = row;
	const text = failure ? failure.message : fitting(result);
	return { index, key: fitting(key), value: fitting(value), outcome, attempts, durationMs, text: fitting(text) };
}

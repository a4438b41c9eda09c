import type { FailedItem, FailedOutcome } from "../../engine/index.ts";
import type { RunReader } from "../runReader.ts";
import { failedRow, type ResultRow } from "./resultRow.ts";

/** Rows of a page, at most. */
export const pageRows = 1_000;
/** Items that did not succeed read at a time: with their attempts they may be long. */
const failedAtOnce = 200;

type Rows = Iterable<ResultRow>;
type Pages = Iterable<readonly ResultRow[]>;

/** Items that did not succeed, by index; those in doubt, too. */
export function* failedRows(
	run: RunReader,
	outcomes: readonly FailedOutcome[],
	redact: ((text: string) => string) | undefined,
): Rows {
	const inDoubt = outcomes.includes("interrupted") ? run.inDoubt() : [];
	let next = 0;
	for (const failed of failedItems(run, outcomes)) {
		for (; inDoubt[next] && indexOf(inDoubt[next]) < failed.item.index; next++) {
			yield failedRow(inDoubt[next] as FailedItem, redact);
		}
		yield failedRow(failed, redact);
	}
	for (const item of inDoubt.slice(next)) yield failedRow(item, redact);
}

function* failedItems(run: RunReader, outcome: readonly FailedOutcome[]): Iterable<FailedItem> {
	for (let after = -1; outcome.length > 0; ) {
		const page = run.failures({ outcome }, { after, limit: failedAtOnce });
		yield* page;
		const last = page.at(-1);
		if (!last || page.length < failedAtOnce) return;
		after = last.item.index;
	}
}

function indexOf(failed: FailedItem | undefined): number {
	return failed?.item.index ?? Number.POSITIVE_INFINITY;
}

/** Both by index; pages of them. */
export function* merged(pages: Pages, rows: Rows): Pages {
	const others = rows[Symbol.iterator]();
	let other = others.next();
	let page: ResultRow[] = [];
	for (const some of pages) {
		for (const row of some) {
			for (; !other.done && other.value.index < row.index; other = others.next()) {
				page.push(other.value);
				if (page.length < pageRows) continue;
				yield page;
				page = [];
			}
			page.push(row);
		}
		yield page;
		page = [];
	}
	for (; !other.done; other = others.next()) {
		page.push(other.value);
		if (page.length < pageRows) continue;
		yield page;
		page = [];
	}
	if (page.length > 0) yield page;
}

/** First all of the one, then all of the other. */
export function* inTurn(pages: Pages, rows: Rows): Pages {
	yield* pages;
	yield* merged([], rows);
}

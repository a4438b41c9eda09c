import type { FailedItem, FailedOutcome } from "../../../engine/index.ts";
import { toFailedItem } from "../items/failedRow.ts";
import type { FailureQueries } from "../items/failureQueries.ts";
import { type Database, sqliteCode } from "../sqlite/sqlite.ts";

/** Ways to walk over the items: a damaged page of the table or of the index ends each of them at a different item. */
const walks = ["ORDER BY item_index", "ORDER BY item_index DESC"].flatMap((order) => [
	`SELECT item_index AS "index" FROM failed_items INDEXED BY failed_items_by_status WHERE status = ? ${order}`,
	`SELECT item_index AS "index" FROM failed_items NOT INDEXED WHERE status = ? ${order}`,
]);

/** The items with these outcomes above `after` that a damaged database still yields, read one by one, by index. */
export function* salvage(
	database: Database,
	queries: FailureQueries,
	outcomes: readonly FailedOutcome[],
	after: number,
): Generator<FailedItem> {
	for (const [index, outcome] of found(database, outcomes)) {
		if (index <= after) continue;
		const row = reachable(() => queries.page({ outcome, indices: [index] }, -1, 1)[0]);
		const item = row && reachable(() => toFailedItem(row));
		if (item) yield item;
	}
}

function found(database: Database, outcomes: readonly FailedOutcome[]): readonly (readonly [number, FailedOutcome])[] {
	const indices = new Map<number, FailedOutcome>();
	for (const outcome of outcomes) {
		for (const walk of walks) {
			reachable(() => {
				for (const { index } of database.prepare(walk).iterate(outcome)) indices.set(Number(index), outcome);
			});
		}
	}
	return [...indices].sort(([a], [b]) => a - b);
}

/** Undefined where SQLite fails, or what it returns makes no sense. */
function reachable<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch (error) {
		if (sqliteCode(error) === undefined && !(error instanceof SyntaxError)) throw error;
		return undefined;
	}
}

import { formatCount } from "../../../base/format.ts";
import { failedOutcomes, settledCount } from "../../../engine/index.ts";
import { DamagedRunError } from "../../errors/damagedRunError.ts";
import { type DonePages, readDonePages } from "../items/doneTable.ts";
import { readProgress } from "../run/progressTable.ts";
import type { Database } from "../sqlite/sqlite.ts";

/**
 * Makes sure that the parts of a database agree before a run relies on them: one wrong bit among the done items would
 * make items run twice, or never. Takes time in proportion to the failed items.
 * @throws DamagedRunError
 */
export function assertConsistent(database: Database, file: string): void {
	const [problem] = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {});
	if (problem !== "ok") throw new DamagedRunError(file, `SQLite says "${String(problem).split("\n").join(" ")}".`);
	const { counts, queued, position } = readProgress(database, file);
	const listed = new Map(
		database
			.prepare("SELECT status, count(*) AS items FROM failed_items GROUP BY status")
			.all()
			.map(({ status, items }) => [status, Number(items)]),
	);
	for (const outcome of failedOutcomes) {
		const found = listed.get(outcome) ?? 0;
		assertSame(file, { count: counts[outcome], as: outcome }, { count: found, as: "listed" });
	}
	// Items in the retry queue have no outcome, but the source does not give them again.
	const done = readDonePages(database);
	const settled = settledCount(counts) + queued;
	assertSame(file, { count: settled, as: "done" }, { count: doneCount(done), as: "marked so" });
	if (position && position.index > done.watermark) {
		const contradiction = `at item ${formatCount(position.index)}, but not all items before it are done`;
		throw new DamagedRunError(file, `It says that the source continues ${contradiction}.`);
	}
}

/** A number of items, and what the database says about them. */
interface Tally {
	readonly count: number;
	readonly as: string;
}

function assertSame(file: string, counted: Tally, found: Tally): void {
	if (counted.count === found.count) return;
	const [expected, actual] = [counted.count, found.count].map(formatCount);
	throw new DamagedRunError(file, `It counts ${expected} items as ${counted.as}, but ${actual} are ${found.as}.`);
}

function doneCount({ watermark, pages }: DonePages): number {
	let count = watermark;
	for (const [page, bits] of pages) {
		bits.forEach((byte, at) => {
			const first = (page * bits.length + at) * 8;
			// Bits below the watermark stay set in its own page.
			const above = byte >> Math.min(8, Math.max(0, watermark - first));
			count += bitsIn(above);
		});
	}
	return count;
}

function bitsIn(byte: number): number {
	let count = 0;
	for (let left = byte; left !== 0; left &= left - 1) count++;
	return count;
}

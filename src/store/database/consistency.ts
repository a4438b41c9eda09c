import { formatCount } from "../../base/format.ts";
import { failedOutcomes, settledCount } from "../../engine/index.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { type DonePages, readDonePages } from "./doneTable.ts";
import { readProgress } from "./progressTable.ts";
import type { Database } from "./sqlite.ts";

/**
 * Sees that a database says the same in all places, before a run goes by what it says: a wrong bit in what is done
 * would have items run twice, or never. Takes time in proportion to failures.
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
		assertSame(file, { count: counts[outcome], as: `counts as ${outcome}` }, { count: found, as: "are listed so" });
	}
	// Items in the retry queue are done as far as the source goes, and have no outcome.
	const done = readDonePages(database);
	const settled = settledCount(counts) + queued;
	assertSame(file, { count: settled, as: "are counted" }, { count: doneCount(done), as: "are marked as done" });
	if (position && position.index > done.watermark) {
		const places = `item ${formatCount(position.index)}, but not all before it are done`;
		throw new DamagedRunError(file, `It says that the source can be read on from ${places}.`);
	}
}

/** A number of items that the database names, and what it says of them. */
interface Said {
	readonly count: number;
	readonly as: string;
}

function assertSame(file: string, counted: Said, found: Said): void {
	if (counted.count === found.count) return;
	const sentence = `${formatCount(counted.count)} items ${counted.as} in it, but ${formatCount(found.count)} ${found.as}.`;
	throw new DamagedRunError(file, sentence);
}

function doneCount({ watermark, pages }: DonePages): number {
	let count = watermark;
	for (const [page, bits] of pages) {
		bits.forEach((byte, at) => {
			const first = (page * bits.length + at) * 8;
			// The watermark has passed over bits that stay set in its own page.
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

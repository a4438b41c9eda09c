import type { Sample } from "../engine/index.ts";
import type { Database } from "./sqlite.ts";

export function addSample(database: Database, { at, counts, itemsPerSecond, inFlight }: Sample): void {
	database
		.prepare(`INSERT INTO samples (at, succeeded, failed, skipped, retries, items_per_second, in_flight)
			VALUES (?, ?, ?, ?, ?, ?, ?)`)
		.run(at, counts.succeeded, counts.failed, counts.skipped, counts.retries, itemsPerSecond, inFlight);
}

/** At most `maxPoints`, spread evenly over the run, the last one among them. */
export function readSamples(database: Database, maxPoints: number): readonly Sample[] {
	const last = Number(database.prepare("SELECT max(number) AS last FROM samples").get()?.last ?? 0);
	const rows = database
		.prepare(`SELECT at, succeeded, failed, skipped, retries, items_per_second AS itemsPerSecond,
			in_flight AS inFlight FROM samples WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number`)
		.all(JSON.stringify(evenly(last, Math.floor(maxPoints))));
	return rows.map((row) => {
		const { at, itemsPerSecond, inFlight, ...counts } = row as unknown as Row;
		return { at, counts, itemsPerSecond, inFlight };
	});
}

type Row = Omit<Sample, "counts"> & Sample["counts"];

/** Up to `points` of the numbers 1 to `last`. Samples are numbered without gaps, as none is ever removed. */
function evenly(last: number, points: number): readonly number[] {
	const count = Math.max(0, Math.min(last, points));
	const stride = count > 1 ? (last - 1) / (count - 1) : 0;
	return Array.from({ length: count }, (_, at) => last - Math.round((count - 1 - at) * stride));
}

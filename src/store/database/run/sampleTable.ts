import type { Durations, Sample } from "../../../engine/index.ts";
import type { Database } from "../sqlite/sqlite.ts";

export function addSample(database: Database, { at, counts, itemsPerSecond, inFlight, durations }: Sample): void {
	const { p50Ms = null, p95Ms = null, p99Ms = null } = durations ?? {};
	database
		.prepare(`INSERT INTO samples (at, succeeded, failed, rejected, skipped, retries, items_per_second, in_flight,
			p50_ms, p95_ms, p99_ms)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		.run(
			at,
			counts.succeeded,
			counts.failed,
			counts.rejected,
			counts.skipped,
			counts.retries,
			itemsPerSecond,
			inFlight,
			p50Ms,
			p95Ms,
			p99Ms,
		);
}

/** At most `maxPoints`, spread evenly over the run, including the last one. */
export function readSamples(database: Database, maxPoints: number): readonly Sample[] {
	const last = Number(database.prepare("SELECT max(number) AS last FROM samples").get()?.last ?? 0);
	const rows = database
		.prepare(`SELECT at, succeeded, failed, rejected, skipped, retries, items_per_second AS itemsPerSecond,
			in_flight AS inFlight, p50_ms AS p50Ms, p95_ms AS p95Ms, p99_ms AS p99Ms
			FROM samples WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number`)
		.all(JSON.stringify(evenly(last, Math.floor(maxPoints))));
	return rows.map((row) => {
		const { at, itemsPerSecond, inFlight, p50Ms, p95Ms, p99Ms, ...counts } = row as unknown as Row;
		const durations = p50Ms === null || p95Ms === null || p99Ms === null ? undefined : { p50Ms, p95Ms, p99Ms };
		return { at, counts, itemsPerSecond, inFlight, durations };
	});
}

type Row = Omit<Sample, "counts" | "durations"> &
	Sample["counts"] & { readonly [Name in keyof Durations]: number | null };

/** Up to `points` of the numbers 1 to `last`. There are no gaps, as no sample is ever removed. */
function evenly(last: number, points: number): readonly number[] {
	const count = Math.max(0, Math.min(last, points));
	const stride = count > 1 ? (last - 1) / (count - 1) : 0;
	return Array.from({ length: count }, (_, at) => last - Math.round((count - 1 - at) * stride));
}

import type { Commit, Counts, Moved, RunState } from "../engine/index.ts";
import { DamagedRunError } from "./damagedRunError.ts";
import type { Database } from "./sqlite.ts";

/** How far a run has come, as its database has it. */
export interface StoredProgress {
	readonly state: RunState;
	readonly reason: string | undefined;
	readonly counts: Counts;
	readonly total: number | undefined;
	readonly activeMs: number;
	/** Items that wait in the retry queue. */
	readonly queued: number;
	/** Bytes of the results that count. */
	readonly resultsBytes: number;
	/** Positions by sink id. */
	readonly sinks: Readonly<Record<string, number>>;
	/** Wall clock, ms since the epoch. */
	readonly updatedAt: number;
}

/** @param file of the database, for the message */
export function readProgress(database: Database, file: string): StoredProgress {
	const row = database
		.prepare(`SELECT state, reason, succeeded, failed, skipped, retries, total, active_ms AS activeMs,
			results_bytes AS resultsBytes, sinks, updated_at AS updatedAt,
			(SELECT count(*) FROM failed_items WHERE status IN ('queued', 'taken')) AS queued FROM progress`)
		.get() as unknown as Row | undefined;
	if (!row) throw new DamagedRunError(file, "Its table progress has no row.");
	const { reason, total, sinks, succeeded, failed, skipped, retries, ...others } = row;
	return {
		...others,
		reason: reason ?? undefined,
		total: total ?? undefined,
		counts: { succeeded, failed, skipped, retries },
		sinks: JSON.parse(sinks),
	};
}

type Row = Omit<StoredProgress, "reason" | "total" | "counts" | "sinks"> &
	Counts & { readonly reason: string | null; readonly total: number | null; readonly sinks: string };

export function startProgress(database: Database, now: number): void {
	database.prepare("INSERT INTO progress (updated_at) VALUES (?)").run(now);
}

/** Counts are the run's totals; `watermark` and `resultsBytes` say what they stand on. */
export function writeProgress(
	database: Database,
	commit: Pick<Commit, "state" | "reason" | "counts" | "total" | "activeMs" | "sinks">,
	place: { readonly watermark: number; readonly resultsBytes: number; readonly now: number },
): void {
	const { state, reason, counts, total, activeMs, sinks } = commit;
	const { succeeded, failed, skipped, retries } = counts;
	database
		.prepare(`UPDATE progress SET state = ?, reason = ?, succeeded = ?, failed = ?, skipped = ?, retries = ?, total = ?,
			active_ms = ?, sinks = ?, watermark = ?, results_bytes = ?, updated_at = ?`)
		.run(
			state,
			reason ?? null,
			succeeded,
			failed,
			skipped,
			retries,
			total ?? null,
			activeMs,
			JSON.stringify(sinks),
			place.watermark,
			place.resultsBytes,
			place.now,
		);
}

/** Counts after items have left their outcome for the retry queue, or failed ones have become skipped ones. */
export function changeCounts(database: Database, change: Moved, now: number): void {
	database
		.prepare("UPDATE progress SET failed = failed + ?, skipped = skipped + ?, updated_at = ?")
		.run(change.failed, change.skipped, now);
}

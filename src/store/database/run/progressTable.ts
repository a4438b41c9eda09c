import type { Commit, Counts, DurationCounts, RunState, SourcePosition } from "../../../engine/index.ts";
import { DamagedRunError } from "../../errors/damagedRunError.ts";
import type { Database } from "../sqlite/sqlite.ts";

/** How far a run has come, as stored. */
export interface StoredProgress {
	readonly state: RunState;
	readonly reason: string | undefined;
	readonly counts: Counts;
	readonly total: number | undefined;
	readonly activeMs: number;
	/** Of all attempts. */
	readonly durations: DurationCounts;
	/** Items with the key of an earlier one. */
	readonly sameKeys: number;
	/** Items in the retry queue. */
	readonly queued: number;
	/** Length of the results that is committed. */
	readonly resultsBytes: number;
	/** CRC-32 of that part of the results; undefined: not known yet, as in runs of older formats. */
	readonly resultsCrc: number | undefined;
	/** Positions by sink id. */
	readonly sinks: Readonly<Record<string, number>>;
	readonly position: SourcePosition | undefined;
	/** Wall clock, ms since the epoch. */
	readonly updatedAt: number;
}

/** @param file of the database, for the message */
export function readProgress(database: Database, file: string): StoredProgress {
	const row = database
		.prepare(`SELECT state, reason, succeeded, failed, rejected, skipped, interrupted, retries, total,
			active_ms AS activeMs, results_bytes AS resultsBytes, results_crc AS resultsCrc, sinks, place, durations,
			same_keys AS sameKeys, updated_at AS updatedAt,
			(SELECT count(*) FROM failed_items WHERE status IN ('queued', 'taken')) AS queued FROM progress`)
		.get() as unknown as Row | undefined;
	if (!row) throw new DamagedRunError(file, "Its table progress has no row.");
	const {
		reason,
		total,
		resultsCrc,
		sinks,
		place,
		durations,
		succeeded,
		failed,
		rejected,
		skipped,
		interrupted,
		retries,
		...others
	} = row;
	return {
		...others,
		reason: reason ?? undefined,
		total: total ?? undefined,
		resultsCrc: resultsCrc ?? undefined,
		counts: { succeeded, failed, rejected, skipped, interrupted, retries },
		sinks: readPositions(sinks),
		position: place === null ? undefined : readPosition(place),
		durations: readDurations(durations),
	};
}

function readPositions(text: string): StoredProgress["sinks"] {
	const sinks: unknown = JSON.parse(text);
	const isRight = typeof sinks === "object" && sinks !== null && Object.values(sinks).every(isPosition);
	if (!isRight) throw new SyntaxError("expected positions of outputs");
	return sinks as StoredProgress["sinks"];
}

function readPosition(text: string): SourcePosition {
	const position = JSON.parse(text) as Partial<SourcePosition> | null;
	if (!isPosition(position?.index)) throw new SyntaxError("expected a position in the source");
	return position as SourcePosition;
}

function readDurations(text: string): DurationCounts {
	const counts: unknown = JSON.parse(text);
	const isPair = (pair: unknown) =>
		Array.isArray(pair) && pair.length === 2 && pair.every((part) => Number.isFinite(part) && part > 0);
	if (!(Array.isArray(counts) && counts.every(isPair))) throw new SyntaxError("expected durations");
	return counts;
}

function isPosition(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}

type Row = Omit<StoredProgress, "reason" | "total" | "counts" | "resultsCrc" | "sinks" | "position" | "durations"> &
	Counts & {
		readonly reason: string | null;
		readonly total: number | null;
		readonly resultsCrc: number | null;
		readonly sinks: string;
		readonly place: string | null;
		readonly durations: string;
	};

export function startProgress(database: Database, now: number): void {
	database.prepare("INSERT INTO progress (updated_at) VALUES (?)").run(now);
}

/** A part of the results, from their beginning. */
export interface ResultsPart {
	readonly bytes: number;
	/** CRC-32. */
	readonly crc: number;
}

/** The commit's counts are the run's totals, and belong to `watermark` and `results`. */
export function writeProgress(
	database: Database,
	commit: Omit<Commit, "settled" | "lines" | "failed" | "recovered" | "started" | "released" | "sample">,
	mark: { readonly watermark: number; readonly results: ResultsPart; readonly now: number },
): void {
	const { state, reason, counts, total, activeMs, sinks, position, durations, sameKeys } = commit;
	const { succeeded, failed, rejected, skipped, interrupted, retries } = counts;
	database
		.prepare(`UPDATE progress SET state = ?, reason = ?, succeeded = ?, failed = ?, rejected = ?, skipped = ?, interrupted = ?,
			retries = ?, total = ?, active_ms = ?, sinks = ?, place = coalesce(?, place),
			durations = coalesce(?, durations), same_keys = coalesce(?, same_keys), watermark = ?, results_bytes = ?,
			results_crc = ?, updated_at = ?`)
		.run(
			state,
			reason ?? null,
			succeeded,
			failed,
			rejected,
			skipped,
			interrupted,
			retries,
			total ?? null,
			activeMs,
			JSON.stringify(sinks),
			position === undefined ? null : JSON.stringify(position),
			durations === undefined ? null : JSON.stringify(durations),
			sameKeys ?? null,
			mark.watermark,
			mark.results.bytes,
			mark.results.crc,
			mark.now,
		);
}

/** For items that changed or lost their outcome outside a commit. */
export function changeCounts(database: Database, change: (counts: Counts) => Counts, now: number): void {
	const row = database.prepare("SELECT succeeded, failed, rejected, skipped, interrupted, retries FROM progress").get();
	const { failed, rejected, skipped, interrupted } = change(row as unknown as Counts);
	database
		.prepare("UPDATE progress SET failed = ?, rejected = ?, skipped = ?, interrupted = ?, updated_at = ?")
		.run(failed, rejected, skipped, interrupted, now);
}

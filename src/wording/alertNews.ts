import type { Alert, AlertKind } from "../engine/model/alert.ts";
import type { Snapshot } from "../engine/model/snapshot.ts";

/** Which alerts of which runs the user has not heard about yet, and which of the others are over. */
export class AlertNews {
	/** The `noticedAt` that was reported last, by run and kind; wall clock, ms since the epoch. */
	readonly #noticedAt = new Map<string, Map<AlertKind, number>>();
	/** Reported, and not over yet. */
	readonly #standing = new Map<string, Set<AlertKind>>();

	/** Alerts that are not reported yet, without those that halt the run: its end says so anyway. */
	of({ runId, alerts }: Pick<Snapshot, "runId" | "alerts">): readonly Alert[] {
		if (alerts.length === 0) return alerts;
		const known = entryOf(this.#noticedAt, runId, () => new Map<AlertKind, number>());
		const standing = entryOf(this.#standing, runId, () => new Set<AlertKind>());
		const news = alerts.filter(({ kind, noticedAt }) => known.get(kind) !== noticedAt);
		for (const { kind, noticedAt } of news) {
			known.set(kind, noticedAt);
			standing.add(kind);
		}
		return news.filter(({ action }) => action !== "halt");
	}

	/** Reported alerts that are over, once each. */
	over({ runId, alerts }: Pick<Snapshot, "runId" | "alerts">): readonly AlertKind[] {
		const standing = this.#standing.get(runId);
		if (!standing) return [];
		const over = [...standing].filter((kind) => alerts.every((alert) => alert.kind !== kind));
		for (const kind of over) standing.delete(kind);
		return over;
	}

	/** The run is over; a later one with its id starts afresh. */
	forget(runId: string): void {
		this.#noticedAt.delete(runId);
		this.#standing.delete(runId);
	}
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
	const known = map.get(key);
	if (known) return known;
	const made = make();
	map.set(key, made);
	return made;
}

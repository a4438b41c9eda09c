import type { Alert, AlertKind } from "../../engine/model/alert.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";

/** Which alerts people have not been told of yet. */
export class AlertNews {
	readonly #noticedAt = new Map<string, Map<AlertKind, number>>();

	/** What the run's end says anyway is none: that an alert has halted it. */
	of({ runId, alerts }: Pick<Snapshot, "runId" | "alerts">): readonly Alert[] {
		if (alerts.length === 0) return alerts;
		const known = this.#noticedAt.get(runId) ?? new Map<AlertKind, number>();
		this.#noticedAt.set(runId, known);
		const news = alerts.filter(({ kind, noticedAt }) => known.get(kind) !== noticedAt);
		for (const { kind, noticedAt } of news) known.set(kind, noticedAt);
		return news.filter(({ action }) => action !== "halt");
	}

	/** The run is over; a later one under its id begins anew. */
	forget(runId: string): void {
		this.#noticedAt.delete(runId);
	}
}

import type { Disposable } from "../../base/disposable.ts";
import { type AlertKind, alertOverText, isActive, type Run } from "../../engine/index.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Tells of an alert when it is raised, and when it is over. What an alert pauses or halts is told as such. */
export function tellAlerts(run: Pick<Run, "onDidChange">, terminal: Pick<Terminal, "print">): Disposable {
	const noticedAt = new Map<AlertKind, number>();
	const told = new Set<AlertKind>();
	return run.onDidChange(({ alerts, state }) => {
		// With a run's end there is nothing that could be over.
		if (!isActive(state)) return;
		for (const alert of alerts) {
			if (noticedAt.get(alert.kind) === alert.noticedAt) continue;
			noticedAt.set(alert.kind, alert.noticedAt);
			told.add(alert.kind);
			if (alert.action === "notify") terminal.print(`Alert: ${printable(alert.message)}`);
		}
		for (const kind of told) {
			if (alerts.some((alert) => alert.kind === kind)) continue;
			told.delete(kind);
			terminal.print(`Alert over: ${alertOverText[kind]}`);
		}
	});
}

import type { Disposable } from "../../base/disposable.ts";
import { isActive, type Run } from "../../engine/index.ts";
import { AlertNews } from "../../wording/alertNews.ts";
import { alertOverText } from "../../wording/alertText.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Prints when an alert is raised, and when it is over. What an alert pauses or halts is printed as such. */
export function printAlerts(run: Pick<Run, "onDidChange">, terminal: Pick<Terminal, "print">): Disposable {
	const news = new AlertNews();
	return run.onDidChange((snapshot) => {
		// That a run has ended does not mean that its alerts are over.
		if (!isActive(snapshot.state)) return;
		for (const { action, message } of news.of(snapshot)) {
			if (action === "notify") terminal.print(`Alert: ${printable(message)}`);
		}
		for (const kind of news.over(snapshot)) terminal.print(`Alert over: ${alertOverText[kind]}`);
	});
}

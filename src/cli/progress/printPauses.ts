import type { Disposable } from "../../base/disposable.ts";
import type { Run } from "../../engine/index.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Windows has no such signal, and no other that would do. */
const goesOnBySignal = process.platform !== "win32";
const advice = `${goesOnBySignal ? `\`kill -CONT ${process.pid}\` lets it go on; ` : ""}Ctrl-C stops it, with everything saved.`;

/**
 * Tells when a run stands still and when it goes on: by itself, as its disk is full, or by an alert of its job, which
 * only a person ends. Elsewhere that is a button; here it is the signal that lets a stopped process go on.
 */
export function printPauses(run: Run, terminal: Terminal): Disposable {
	let told: string | undefined;
	let needsPerson = false;
	const subscription = run.onDidChange(({ state, reason, alerts }) => {
		const why = state === "paused" ? reason : undefined;
		// Who stops it is told that.
		if (why === told || (why === undefined && state !== "running")) return;
		told = why;
		if (why === undefined) {
			terminal.print(needsPerson ? "The run goes on." : "There is room again: the run goes on.");
			return;
		}
		needsPerson = alerts.some(({ action, message }) => action === "pause" && message === why);
		terminal.print(`Paused: ${printable(why)}`);
		if (needsPerson) terminal.print(advice);
	});
	const goOn = () => {
		if (needsPerson) run.resume();
	};
	if (goesOnBySignal) process.on("SIGCONT", goOn);
	return {
		dispose() {
			subscription.dispose();
			process.off("SIGCONT", goOn);
		},
	};
}

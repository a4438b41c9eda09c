import type { Disposable } from "../../base/disposable.ts";
import type { Run } from "../../engine/index.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Windows has no SIGCONT, and no other signal that would do. */
const resumesOnSignal = process.platform !== "win32";
const advice = `${resumesOnSignal ? `\`kill -CONT ${process.pid}\` resumes it; ` : ""}Ctrl-C stops it, with everything saved.`;

/**
 * Prints when a run pauses and when it goes on. A full disk pauses it until there is room again, an alert of the job
 * until the user resumes it. In VS Code that is a button; here it is the signal that continues a stopped process.
 */
export function printPauses(run: Run, terminal: Terminal): Disposable {
	let printed: string | undefined;
	let needsUser = false;
	const subscription = run.onDidChange(({ state, reason, alerts }) => {
		const why = state === "paused" ? reason : undefined;
		// A stop prints a message of its own.
		if (why === printed || (why === undefined && state !== "running")) return;
		printed = why;
		if (why === undefined) {
			terminal.print(needsUser ? "The run goes on." : "There is room again: the run goes on.");
			return;
		}
		needsUser = alerts.some(({ action, message }) => action === "pause" && message === why);
		terminal.print(`Paused: ${printable(why)}`);
		if (needsUser) terminal.print(advice);
	});
	const resume = () => {
		if (needsUser) run.resume();
	};
	if (resumesOnSignal) process.on("SIGCONT", resume);
	return {
		dispose() {
			subscription.dispose();
			process.off("SIGCONT", resume);
		},
	};
}

import type { Disposable } from "../base/disposable.ts";
import type { Run } from "../engine/index.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

/** Tells when a run stands still by itself, as its disk is full, and when it goes on. Nobody pauses it from here. */
export function tellPauses(run: Run, terminal: Terminal): Disposable {
	let told: string | undefined;
	return run.onDidChange(({ state, reason }) => {
		const why = state === "paused" ? reason : undefined;
		// Who stops it is told that.
		if (why === told || (why === undefined && state !== "running")) return;
		told = why;
		terminal.print(why === undefined ? "There is room again: the run goes on." : `Paused: ${printable(why)}`);
	});
}

import type { Disposable } from "../../base/disposable.ts";
import type { Event } from "../../base/emitter.ts";
import { formatCount } from "../../base/format.ts";
import type { WritingProgress } from "../../job/launch/outputs/writeOutputs.ts";
import { shortPath } from "../terminal/shortPath.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Writing that takes no longer is not told. */
const firstAfterMs = 1_000;
const everyMs = 10_000;

/** Prints how far outputs are, where writing them takes a while after the run has ended. @param now ms, monotonic */
export function printWriting(
	onDidWriteRows: Event<WritingProgress>,
	terminal: Terminal,
	now: () => number,
): Disposable {
	let next: number | undefined;
	return onDidWriteRows(({ file, rows, of }) => {
		const at = now();
		next ??= at + firstAfterMs;
		if (at < next) return;
		next = at + everyMs;
		terminal.print(`Writing ${shortPath(file)}: ${formatCount(rows)} of ${formatCount(of)} rows.`);
	});
}

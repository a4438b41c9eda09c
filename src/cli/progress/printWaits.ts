import { type Disposable, toDisposable } from "../../base/disposable.ts";
import type { Run, Snapshot } from "../../engine/index.ts";
import { settledCount } from "../../engine/model/counts.ts";
import { reasonText } from "../../wording/progressText.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Whom a run waits for again and again is told at most this often, ms: a limit of a second would fill the screen. */
const againAfterMs = 60_000;

/** Items that wait for their next attempt are told when nothing else has happened for this long, ms. */
const idleForMs = 1_000;

/** Windows has no SIGCONT. */
const hasContinueSignal = process.platform !== "win32";

/**
 * Prints at once whom a run waits for and why, when it goes on, and by whom it is slowed down: a bar has no room for
 * the reason, and a log has a line only now and then. The signal that continues a stopped process ends the wait, as *Try
 * Now* does in VS Code.
 */
export function printWaits(
	run: Pick<Run, "onDidChange" | "tryNow">,
	terminal: Pick<Terminal, "print">,
	now: () => number,
): Disposable {
	/** When whom was told, by name. */
	const toldAt = new Map<string, number>();
	let waitingFor: string | undefined;
	/** Items with an outcome, as long as the run was blocked: more say that it goes on. */
	let settledBefore = 0;
	/** Since when, and with how many of them, only retries are left to wait for. */
	let idle: { readonly since: number; readonly settled: number } | undefined;
	let retriesToldAt = Number.NEGATIVE_INFINITY;
	let slowedBy: string | undefined;
	const subscription = run.onDidChange((snapshot) => {
		const { state, blockedOn, nextAttempt } = snapshot;
		if (state !== "running") return;
		const settled = settledCount(snapshot.counts);
		if (blockedOn) {
			settledBefore = settled;
			if (waitingFor === blockedOn.upstream) return;
			if (now() - (toldAt.get(blockedOn.upstream) ?? Number.NEGATIVE_INFINITY) < againAfterMs) return;
			waitingFor = blockedOn.upstream;
			toldAt.set(waitingFor, now());
			terminal.print(printable(reasonText(snapshot)));
			return;
		}
		if (waitingFor !== undefined && settled > settledBefore) {
			terminal.print(`No longer waiting for ${printable(waitingFor)}: the run goes on.`);
			waitingFor = undefined;
		}
		if (snapshot.slowedBy && snapshot.slowedBy.upstream !== slowedBy) {
			slowedBy = snapshot.slowedBy.upstream;
			terminal.print(printable(reasonText(snapshot)));
		}
		if (nextAttempt && !snapshot.slowedBy) tellRetries(snapshot, settled);
		else idle = undefined;
	});
	const tellRetries = (snapshot: Snapshot, settled: number) => {
		if (idle?.settled !== settled) idle = { since: now(), settled };
		if (now() - idle.since < idleForMs || now() - retriesToldAt < againAfterMs) return;
		retriesToldAt = now();
		terminal.print(printable(reasonText(snapshot)));
	};
	const tryNow = () => run.tryNow();
	if (hasContinueSignal) process.on("SIGCONT", tryNow);
	return toDisposable(() => {
		subscription.dispose();
		process.off("SIGCONT", tryNow);
	});
}

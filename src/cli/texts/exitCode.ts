import type { RunState } from "../../engine/model/runState.ts";

/** Signals that stop a run with its state saved. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** How the process ends, as docs/command-line.md says. */
export const exitCodes = {
	/** Every item succeeded or was skipped on purpose. */
	succeeded: 0,
	/** Or were rejected, or are undecided; or there were no items. */
	someFailed: 1,
	badUsage: 2,
	/** By a fatal error, a threshold or an alert; or outcomes could not be saved. */
	halted: 3,
	/** An unexpected error: `EX_SOFTWARE` of sysexits.h, as 1 to 3 are taken. */
	unexpected: 70,
	// 128 plus the signal's number, as in shells.
	SIGINT: 130,
	/** Whoever read the output is gone. */
	SIGPIPE: 141,
	SIGTERM: 143,
} as const;

/** @param signal that stopped the run, if one did */
export function exitCodeOf(state: RunState, signal: StopSignal | undefined): number {
	switch (state) {
		case "completed":
			return exitCodes.succeeded;
		case "completedWithFailures":
			return exitCodes.someFailed;
		case "cancelled":
			return signal ? exitCodes[signal] : exitCodes.halted;
		case "halted":
		case "interrupted":
		case "queued":
		case "running":
		case "paused":
			return exitCodes.halted;
	}
}

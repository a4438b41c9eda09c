import type { RunState } from "../../engine/model/runState.ts";

/** Signals that stop a run with its state saved. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** How the process ends, as docs/command-line.md tells it. */
export const exitCodes = {
	/** Every item succeeded or was skipped. */
	succeeded: 0,
	someFailed: 1,
	badUsage: 2,
	/** By a fatal error or a threshold; or the disk took nothing more. */
	halted: 3,
	/** Something that nobody has foreseen; `EX_SOFTWARE` of sysexits.h, as 1 to 3 have their meaning. */
	unexpected: 70,
	// 128 and the signal's number, as shells have it.
	SIGINT: 130,
	SIGTERM: 143,
} as const;

/** @param signal that has stopped the run, where one has */
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

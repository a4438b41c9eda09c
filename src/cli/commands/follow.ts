import { UsageError } from "../../base/usageError.ts";
import type { Launched } from "../../job/launch/launch.ts";
import { summaryJson } from "../../report/summaryJson.ts";
import { writeReport } from "../../report/writeReport.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import { RunReader } from "../../store/runReader.ts";
import type { Host } from "../places/host.ts";
import type { RunsHome } from "../places/runsHome.ts";
import { LiveProgress } from "../progress/liveProgress.ts";
import { printAlerts } from "../progress/printAlerts.ts";
import { printPauses } from "../progress/printPauses.ts";
import type { StopSignals } from "../progress/stopSignals.ts";
import { printableJson } from "../terminal/printable.ts";
import { endLines, nextLines } from "../texts/endLines.ts";
import { errorReport } from "../texts/errorReport.ts";
import { exitCodeOf, exitCodes } from "../texts/exitCode.ts";
import { runText } from "../texts/runText.ts";
import type { RunningOptions } from "./runningOptions.ts";

export interface FollowOptions extends RunningOptions {
	readonly home: RunsHome;
	/** Whether it is the run that its job goes on with by itself. */
	readonly isNewest: boolean;
	readonly signals: StopSignals;
}

/** Brings a launched run to its end before a person's eyes. @returns how the process is to end */
export async function follow(launched: Launched, host: Host, options: FollowOptions): Promise<number> {
	const { run, notes } = launched;
	const { terminal } = host;
	const { signals, quiet } = options;
	if (!quiet) for (const note of notes) terminal.print(note);
	signals.handle({
		stop() {
			run.cancel();
			terminal.print("Stopping: items under way have 5 seconds to end. Once more stops at once.");
		},
		beforeForcedExit: () =>
			terminal.print(`Stopped at once. What is on disk of run ${run.id} is kept, and can be resumed.`),
	});
	const progress = quiet ? undefined : new LiveProgress(run, terminal);
	const alerts = quiet ? undefined : printAlerts(run, terminal);
	const pauses = printPauses(run, terminal);
	const failure = await launched.finish().then(
		() => undefined,
		(error: unknown) => ({ error }),
	);
	progress?.dispose();
	alerts?.dispose();
	pauses.dispose();
	const { state } = run.snapshot;
	const hasBegun = state === "running" || state === "paused";
	// Of a new run there is no folder then, either.
	if (failure?.error instanceof UsageError && !hasBegun) throw failure.error;
	if (!failure) return conclude(launched, host, options);
	terminal.print(errorReport(failure.error, options.debug).text);
	await conclude(launched, host, options).catch((error: unknown) => {
		// A run folder that is damaged or gone was what had ended the run, and was told of.
		if (!(error instanceof DamagedRunError)) throw error;
	});
	return exitCodes.halted;
}

/** Says what the run has come to, as it stands on disk. */
async function conclude({ folder, outputFile }: Launched, host: Host, options: FollowOptions): Promise<number> {
	const { terminal, output } = host;
	const { json, quiet, signals } = options;
	const reader = new RunReader(folder);
	try {
		const report = await writeReport(folder).catch((error: unknown) => {
			terminal.print(`The report could not be written: ${errorReport(error, options.debug).text}`);
			return undefined;
		});
		const info = { ...options, reader, outputFile, report };
		const { state } = reader.status();
		if (json) await output.write(`${printableJson(summaryJson(reader))}\n`);
		if (!json && !quiet) tell([...runText(reader, terminal.columns), "", ...endLines(info)]);
		else if (state !== "completed") tell([...runText(reader, terminal.columns), "", ...nextLines(info)]);
		return exitCodeOf(state, signals.received);
	} finally {
		reader.dispose();
	}

	function tell(lines: readonly string[]): void {
		for (const line of lines) terminal.print(line);
	}
}

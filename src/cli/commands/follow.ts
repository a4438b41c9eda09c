import { UsageError } from "../../base/usageError.ts";
import type { Launched } from "../../job/launch/launch.ts";
import { notifyEnd } from "../../report/notifyEnd.ts";
import { summaryJson } from "../../report/summaryJson.ts";
import { writeReport } from "../../report/writeReport.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import { RunReader } from "../../store/runReader.ts";
import type { Host } from "../places/host.ts";
import type { RunsHome } from "../places/runsHome.ts";
import { LiveProgress } from "../progress/liveProgress.ts";
import { printAlerts } from "../progress/printAlerts.ts";
import { printPauses } from "../progress/printPauses.ts";
import { printWaits } from "../progress/printWaits.ts";
import { printWriting } from "../progress/printWriting.ts";
import type { StopSignals } from "../progress/stopSignals.ts";
import { printableJson } from "../terminal/printable.ts";
import { endLines, nextLines } from "../texts/endLines.ts";
import { errorReport } from "../texts/errorReport.ts";
import { exitCodeOf, exitCodes } from "../texts/exitCode.ts";
import { runText } from "../texts/runText.ts";
import type { RunningOptions } from "./runningOptions.ts";

export interface FollowOptions extends RunningOptions {
	readonly home: RunsHome;
	/** Whether `run JOB` resumes it, without `--resume`. */
	readonly isNewest: boolean;
	readonly signals: StopSignals;
	/** Standard output and standard error have what the run's programs write: nothing is added that nobody asked for. */
	readonly passesOutput?: boolean;
}

/** Runs a launched run to its end, and shows the user how it gets on. @returns the process's exit status */
export async function follow(launched: Launched, host: Host, options: FollowOptions): Promise<number> {
	const { run, notes } = launched;
	const { terminal } = host;
	const { signals, quiet, passesOutput } = options;
	if (!quiet) for (const note of notes) terminal.print(note);
	signals.handle({
		stop() {
			run.cancel();
			terminal.print("Stopping: items under way have 5 seconds to end. Press Ctrl-C again to stop at once.");
		},
		beforeForcedExit: () =>
			terminal.print(`Stopped at once. What was saved of run ${run.id} is kept, and can be resumed.`),
	});
	const progress = quiet || (passesOutput && !terminal.isLive) ? undefined : new LiveProgress(run, terminal);
	const alerts = quiet ? undefined : printAlerts(run, terminal);
	const pauses = printPauses(run, terminal);
	const writing = quiet ? undefined : printWriting(launched.onDidWriteRows, terminal, () => performance.now());
	const waits = printWaits(run, terminal, () => performance.now());
	let hasStarted = false;
	const starts = run.onDidChange(({ state }) => {
		hasStarted ||= state === "running";
	});
	const failure = await launched.finish().then(
		() => undefined,
		(error: unknown) => ({ error }),
	);
	progress?.dispose();
	alerts?.dispose();
	pauses.dispose();
	waits.dispose();
	starts.dispose();
	writing?.dispose();
	// A new run leaves no folder then.
	if (failure?.error instanceof UsageError && !hasStarted) throw failure.error;
	if (!failure) return conclude(launched, host, options);
	terminal.print(errorReport(failure.error, options.debug).text);
	await conclude(launched, host, options).catch((error: unknown) => {
		// A run folder that is damaged or gone is what ended the run, and was reported above.
		if (!(error instanceof DamagedRunError)) throw error;
	});
	return exitCodes.halted;
}

/** Prints what came of the run, as it is on disk. */
async function conclude(launched: Launched, host: Host, options: FollowOptions): Promise<number> {
	const { folder, outputFiles } = launched;
	const { terminal, output } = host;
	const { json, signals } = options;
	const quiet = options.quiet || options.passesOutput;
	const reader = new RunReader(folder);
	try {
		const report = await writeReport(folder).catch((error: unknown) => {
			terminal.print(`The report could not be written: ${errorReport(error, options.debug).text}`);
			return undefined;
		});
		const problem = await notifyEnd(launched);
		if (problem !== undefined) terminal.print(problem);
		const info = { ...options, reader, outputFiles, report };
		const { state } = reader.status();
		if (json) await output.write(`${printableJson(summaryJson(reader))}\n`);
		if (!json && !quiet) printAll([...runText(reader, terminal.columns), "", ...endLines(info)]);
		else if (state !== "completed") printAll([...runText(reader, terminal.columns), "", ...nextLines(info)]);
		return exitCodeOf(state, signals.received);
	} finally {
		reader.dispose();
	}

	function printAll(lines: readonly string[]): void {
		for (const line of lines) terminal.print(line);
	}
}

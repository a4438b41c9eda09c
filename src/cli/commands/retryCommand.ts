import type { ErrorCategory } from "../../engine/model/errorCategory.ts";
import { findRun } from "../../job/launch/findRun.ts";
import { retryRun } from "../../job/launch/launch.ts";
import { RunReader } from "../../store/runReader.ts";
import type { Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { StopSignals } from "../progress/stopSignals.ts";
import { follow } from "./follow.ts";
import { launchOptionsFor, type RunningOptions } from "./runningOptions.ts";

export interface RetryOptions extends RunningOptions {
	readonly category?: ErrorCategory;
	readonly skipped?: boolean;
}

/** `batchline retry RUN`. @throws UsageError; DamagedRunError, NewerRunError */
export async function retryCommand(runId: string, options: RetryOptions, host: Host): Promise<number> {
	const signals = new StopSignals();
	const home = runsHome(options, process.cwd());
	const folder = findRun(home.runsFolder, runId);
	const { category, skipped } = options;
	const launched = await retryRun(folder, {
		...launchOptionsFor(baseFolderOf(folder), home, options, host),
		category,
		skipped,
	});
	return follow(launched, host, { ...options, home, isNewest: false, signals });
}

function baseFolderOf(folder: string): string {
	const reader = new RunReader(folder);
	try {
		return reader.info.baseFolder;
	} finally {
		reader.dispose();
	}
}

import { resolve } from "node:path";
import type { ErrorCategory } from "../../engine/model/errorCategory.ts";
import type { Launched } from "../../job/launch/launch.ts";
import type { InDoubtChoice } from "../../job/launch/launchOptions.ts";
import { NothingLeftError } from "../../job/launch/retry/nothingLeftError.ts";
import { previewRetry, retryRun } from "../../job/launch/retry/retryRun.ts";
import { chainOf } from "../../job/launch/retry/retryRuns.ts";
import { summaryJson } from "../../report/summaryJson.ts";
import { writeReport } from "../../report/writeReport.ts";
import { findRun } from "../../store/history/findRun.ts";
import { RunReader } from "../../store/runReader.ts";
import type { Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { StopSignals } from "../progress/stopSignals.ts";
import { printableJson } from "../terminal/printable.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { printPlan } from "./dryRun.ts";
import { follow } from "./follow.ts";
import { launchOptionsFor, type RunningOptions } from "./runningOptions.ts";

export interface RetryOptions extends RunningOptions {
	readonly category?: ErrorCategory;
	readonly skipped?: boolean;
	readonly inDoubt?: InDoubtChoice;
	readonly asItRan?: boolean;
	/** A path. */
	readonly items?: string;
	readonly dryRun?: boolean;
	/** Inputs by name. */
	readonly set?: Readonly<Record<string, string>>;
}

/** `batchline retry RUN`. @throws UsageError; DamagedRunError, NewerRunError */
export async function retryCommand(runId: string, options: RetryOptions, host: Host): Promise<number> {
	const signals = new StopSignals();
	const home = runsHome(options, process.cwd());
	const folder = findRun(home.runsFolder, runId);
	const { category, skipped, inDoubt, asItRan, items, set: inputs, json, quiet } = options;
	const retryOptions = {
		...launchOptionsFor(baseFolderOf(folder), home, options, host),
		category,
		skipped,
		inDoubt,
		asItRan,
		inputs,
		itemsFile: items === undefined ? undefined : resolve(items),
	};
	let launched: Launched;
	try {
		if (options.dryRun) {
			return await previewRetry(folder, retryOptions, (plan, changes) =>
				printPlan(plan, { json, quiet, notes: [...plan.notes, ...changes] }, host),
			);
		}
		launched = await retryRun(folder, retryOptions);
	} catch (error) {
		if (error instanceof NothingLeftError) return nothingLeft(folder, error, options, host);
		throw error;
	}
	const exitCode = await follow(launched, host, { ...options, home, isNewest: false, signals });
	// They hold the retry's outcomes now.
	for (const earlier of chainOf(folder)) await writeReport(earlier);
	return exitCode;
}

async function nothingLeft(
	folder: string,
	{ message, leavesRejected }: NothingLeftError,
	{ json }: RetryOptions,
	{ output, terminal }: Host,
): Promise<number> {
	const reader = new RunReader(folder);
	try {
		terminal.print(message);
		if (json) await output.write(`${printableJson(summaryJson(reader))}\n`);
		return leavesRejected ? exitCodes.someFailed : exitCodes.succeeded;
	} finally {
		reader.dispose();
	}
}

function baseFolderOf(folder: string): string {
	const reader = new RunReader(folder);
	try {
		return reader.info.baseFolder;
	} finally {
		reader.dispose();
	}
}

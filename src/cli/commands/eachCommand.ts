import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UsageError } from "../../base/usageError.ts";
import { jobFileEnding } from "../../job/file/jobName.ts";
import type { Launched } from "../../job/launch/launch.ts";
import { startJob } from "../../job/launch/startJob.ts";
import { outputFolderName } from "../../operations/programOutputs.ts";
import { ignoreStateFolder } from "../../store/files/ignoreStateFolder.ts";
import { type EachJob, eachJob } from "../each/eachJob.ts";
import { type EachOptions, requestMethods } from "../each/eachOptions.ts";
import { ItemOutputs } from "../each/itemOutputs.ts";
import { OutputWriter } from "../each/outputWriter.ts";
import { assertSameInput } from "../each/sameInput.ts";
import type { Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { StopSignals } from "../progress/stopSignals.ts";
import { programName } from "../terminal/programName.ts";
import { shellWord } from "../terminal/shellWord.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { eachDryRun } from "./eachDryRun.ts";
import { follow } from "./follow.ts";
import { launchOptionsFor, type RunningOptions } from "./runningOptions.ts";

/**
 * `batchline each`: makes a job of a command line, and runs it.
 * @param words the command, and what stands behind it
 * @param typed everything behind `each`
 * @throws UsageError; RunBusyError, DamagedRunError, NewerRunError
 */
export async function eachCommand(
	words: readonly string[],
	options: EachOptions & RunningOptions,
	{ typed, host }: { readonly typed: readonly string[]; readonly host: Host },
): Promise<number> {
	const signals = new StopSignals();
	const baseFolder = process.cwd();
	const made = eachJob(words, options, { typed, baseFolder });
	const { save, dryRun, keepOrder = false, tag = false, maxArgs = 1, fresh, parallel: beside, limit } = options;
	if (save !== undefined) return saveJob(made, save, host);
	const home = runsHome(options, baseFolder);
	const launchOptions = { ...launchOptionsFor(baseFolder, home, options, host), limit };
	if (dryRun) return eachDryRun(made.job, launchOptions, { host, itemsPerCall: maxArgs });
	if (!fresh && !beside) await assertSameInput(made, home.runsFolder, host);
	const { terminal, output } = host;
	const { concurrency = 1 } = made.job.definition;
	const outputs = new ItemOutputs(new OutputWriter(output, terminal), {
		keepsOrder: keepOrder,
		tags: tag,
		underWay: maxArgs * (concurrency === "auto" ? 1_000 : concurrency),
		isRequest: requestMethods.some((method) => options[method] !== undefined),
	});
	const { launched, before } = await startJob(
		made.job,
		{ ...launchOptions, outputs, outcomes: outputs, beside },
		{
			beside,
			unfinished: fresh ? "startOver" : "resume",
			again: true,
			askedAt: host.askedAt ?? performance.timeOrigin,
		},
	);
	if (before?.run.runId === launched.run.id && !options.quiet) {
		terminal.print("This command line has an unfinished run, which goes on where it was; --fresh starts over instead.");
	}
	if (home.stateFolder !== undefined) ignoreStateFolder(home.stateFolder);
	output.closed.addEventListener("abort", () => launched.run.cancel(), { once: true });
	const exitCode = await follow(withOutputs(launched, outputs), host, {
		...options,
		home,
		isNewest: true,
		signals,
		passesOutput: true,
	});
	return output.closed.aborted ? exitCodes.SIGPIPE : exitCode;
}

/** Its end comes when all is written. */
function withOutputs(launched: Launched, outputs: ItemOutputs): Launched {
	const folder = join(launched.folder, outputFolderName);
	// Left by a process that was killed.
	rmSync(folder, { recursive: true, force: true });
	return {
		...launched,
		async finish() {
			try {
				return await launched.finish();
			} finally {
				await outputs.end();
				rmSync(folder, { recursive: true, force: true });
			}
		},
	};
}

async function saveJob({ definition }: EachJob, path: string, { terminal }: Host): Promise<number> {
	const { name: _, ...rest } = definition;
	if (!path.endsWith(jobFileEnding)) {
		throw new UsageError({ message: `A job file is called NAME${jobFileEnding}, found "${path}" (--save).` });
	}
	try {
		await writeFile(resolve(path), `${JSON.stringify(rest, null, "\t")}\n`, { flag: "wx" });
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") throw new UsageError({ message: `${path} exists already, and is left as it is.` });
		throw new UsageError({ message: `${path} cannot be written: ${message}` });
	}
	terminal.print(`Saved, and nothing was run. Run it: ${programName()} run ${shellWord(path)}`);
	return exitCodes.succeeded;
}

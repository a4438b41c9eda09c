import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { formatCountOf } from "../../../base/format.ts";
import { UsageError } from "../../../base/usageError.ts";
import { isActive, isResumable } from "../../../engine/model/runState.ts";
import type { RunInfo } from "../../../store/database/run/runInfo.ts";
import type { ReadableRun } from "../../../store/history/runList.ts";
import { RunReader } from "../../../store/runReader.ts";
import type { Job } from "../../file/job.ts";
import { readJobFile } from "../../file/readJob.ts";
import type { Plan } from "../../plan/plan.ts";
import { assertNothingDecided } from "../inDoubt/inDoubtDecision.ts";
import { resumeLocked } from "../launch.ts";
import type { Launched } from "../launched.ts";
import type { RetryOptions } from "../launchOptions.ts";
import { launchNew } from "../newRun.ts";
import { writeOwedOutputs } from "../outputs/owedOutputs.ts";
import { readSavedJob, saveOwnOutput, saveRetryInfo } from "../runFiles.ts";
import { withJobLock } from "../standing/jobLock.ts";
import { activeRunOf } from "../standing/jobStanding.ts";
import { CorrectedItems } from "./correctedItems.ts";
import { CutShortError } from "./cutShortError.ts";
import { HeldRuns } from "./heldRetry.ts";
import { NothingLeftError } from "./nothingLeftError.ts";
import { planRetry } from "./planRetry.ts";
import { itemsToRetry, kindOf, saveItems } from "./retriedItems.ts";
import { isSameChoice, retryChoice } from "./retryChoice.ts";
import { appendingSinks, outputBegin } from "./retryOutput.ts";
import { chainOf, originIdOf, type RetryRun, retriesOf } from "./retryRuns.ts";

/**
 * A new run over the failed items of another one, with their index and key; or the one that was begun and cut short.
 * What an earlier retry has settled is settled.
 * @param folder of the run that they failed in
 * @throws NothingLeftError where retries have settled them all
 * @throws UsageError where there never were any, or while they are being tried again; DamagedRunError, NewerRunError
 */
export async function retryRun(folder: string, options: RetryOptions): Promise<Launched> {
	const { itemsFile } = options;
	const corrected = itemsFile === undefined ? undefined : await CorrectedItems.read(itemsFile);
	return withRun(folder, options, () => retryLocked(folder, { ...options, ...retryChoice(options), corrected }));
}

/** Does `work` while no other process runs the job or one of its retries. */
async function withRun<T>(folder: string, { runsFolder }: RetryOptions, work: () => Promise<T>): Promise<T> {
	const info = assertEnded(folder);
	return withJobLock(runsFolder, info, async () => {
		const job = { ...(await readSavedJob(folder, info)), file: info.jobFile };
		const active = await activeRunOf(runsFolder, job);
		if (active) throw activeError(active);
		return work();
	});
}

/** With the items file read. */
type Choice = RetryOptions & { readonly corrected: CorrectedItems | undefined };

async function retryLocked(folder: string, options: Choice): Promise<Launched> {
	const held = await HeldRuns.take(chainOf(folder));
	try {
		const cutShort = retriesOf(dirname(folder), originIdOf(folder)).filter(isCutShort).at(-1);
		if (cutShort) {
			assertSameChoice(cutShort, basename(folder), options);
			held.dispose();
			return await resumeLocked(cutShort.folder, { ...options, job: await jobNow(folder, options) });
		}
		assertNothingDecided(options);
		return await launchRetry(folder, options, held);
	} catch (error) {
		held.dispose();
		throw error;
	}
}

async function launchRetry(folder: string, options: Choice, held: HeldRuns): Promise<Launched> {
	const chain = chainOf(folder).map((one) => new RunReader(one));
	try {
		const first = chain[0] as RunReader;
		const job = await jobNow(folder, options);
		if (!hasItems(chain, options)) {
			await writeOwedOutputs(first.folder, options, job, { isHeld: true });
			throw nothingToRetry(chain.at(-1) as RunReader, options);
		}
		const { plan, runId, info, retry, pages, saved, ownOutput, notes } = await planRetry(chain, { ...options, job });
		const output = await outputBegin(plan, first, saved);
		const sinks = appendingSinks(plan.sinks, output.outputBytes);
		// Also kept, for whoever looks at the run.
		const planNotes = [...plan.notes, ...notes];
		const launched = await launchNew({ ...plan, sinks, notes: planNotes }, runId, options, {
			jobFile: info.jobFile,
			parent: info.runId,
			origin: { runId: retry.originId, identity: info.identity },
			save(at) {
				if (ownOutput !== undefined) saveOwnOutput(at, ownOutput);
				saveItems(at, pages());
				saveRetryInfo(at, { ...retry, ...output });
			},
		});
		return held.entering(launched, plan);
	} finally {
		for (const reader of chain) reader.dispose();
	}
}

/**
 * What {@link retryRun} would run, without running it.
 * @param show is given the plan, and what has changed since the run
 * @throws the same errors; UsageError where a retry that was cut short has to be ended first
 */
export async function previewRetry<T>(
	folder: string,
	options: RetryOptions,
	show: (plan: Plan, notes: readonly string[]) => Promise<T>,
): Promise<T> {
	const { itemsFile } = options;
	const corrected = itemsFile === undefined ? undefined : await CorrectedItems.read(itemsFile);
	// What earlier retries have done is entered first; then nobody has to wait until all has been shown.
	await withRun(folder, options, async () => (await HeldRuns.take(chainOf(folder))).dispose());
	const cutShort = retriesOf(dirname(folder), originIdOf(folder)).filter(isCutShort).at(-1);
	if (cutShort) {
		const message = `Run ${cutShort.runId}, which tries items of run ${cutShort.parent} again, was cut short.`;
		const suggestion = `\`retry ${cutShort.parent}\` goes on with it; what another retry would run is known after that.`;
		throw new UsageError({ message, suggestion });
	}
	const chain = chainOf(folder).map((one) => new RunReader(one));
	try {
		if (!hasItems(chain, options)) throw nothingToRetry(chain.at(-1) as RunReader, options);
		const job = await jobNow(folder, options);
		const { plan, notes } = await planRetry(chain, { ...options, corrected, job, isPreview: true });
		try {
			return await show(plan, notes);
		} finally {
			await plan.dispose();
		}
	} finally {
		for (const reader of chain) reader.dispose();
	}
}

function hasItems(chain: readonly RunReader[], options: RetryOptions): boolean {
	const run = chain.at(-1) as RunReader;
	for (const _ of itemsToRetry(run, options, chain.slice(0, -1))) return true;
	return false;
}

/** The job as its file has it now; undefined where it is to be as it ran, or has no file any more. */
async function jobNow(folder: string, { asItRan }: RetryOptions): Promise<Job | undefined> {
	const run = new RunReader(folder);
	run.dispose();
	const { jobFile } = run.info;
	return asItRan || jobFile === undefined || !existsSync(jobFile) ? undefined : readJobFile(jobFile);
}

function activeError({ runId, info: { parent } }: ReadableRun): UsageError {
	const message =
		parent === undefined
			? `Run ${runId} of this job is under way.`
			: `Items of run ${parent} are being tried again at the moment: by run ${runId}.`;
	return new UsageError({ message, suggestion: "Try the failed items again when that has ended." });
}

function assertEnded(folder: string): RunInfo {
	const run = new RunReader(folder);
	try {
		if (!isActive(run.status().state)) return run.info;
		const message = `Run ${run.info.runId} is still going.`;
		throw new UsageError({ message, suggestion: "Try its failed items again when it has ended." });
	} finally {
		run.dispose();
	}
}

/** Whether it has work left, or items that somebody has to decide on. */
function isCutShort({ status: { state, counts } }: RetryRun): boolean {
	return isResumable(state) || counts.interrupted > 0;
}

function assertSameChoice(cutShort: RetryRun, named: string, options: Choice): void {
	const { parent, retry } = cutShort;
	const isSame = isSameChoice(retry, options) && retry.correctedDigest === options.corrected?.digest;
	if (parent !== named || !isSame) throw new CutShortError(cutShort);
}

function nothingToRetry(run: RunReader, options: RetryOptions): Error {
	const { folder, info } = run;
	const [, kind] = kindOf(options);
	const { rejected } = run.status().counts;
	const suggestion = `${formatCountOf(rejected, "item")} ${rejected === 1 ? "was" : "were"} rejected: --skipped tries them again.`;
	const hint = rejected > 0 && !options.skipped && !options.selected ? { suggestion } : {};
	const later = retriesOf(dirname(folder), originIdOf(folder)).filter((retry) => retry.folder !== folder);
	const last = later.at(-1);
	if (!last) {
		const message = `Run ${info.runId} has no ${kind}: there is nothing to try again.`;
		return new UsageError({ message, ...hint });
	}
	const message = `There is nothing left to retry of run ${info.runId}: it has no ${kind} since run ${last.runId}.`;
	return new NothingLeftError(hint.suggestion ? `${message} ${hint.suggestion}` : message, "suggestion" in hint);
}

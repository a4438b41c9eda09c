import { dirname, join } from "node:path";
import { UsageError } from "../../base/usageError.ts";
import { movedCount, settledCount } from "../../engine/model/counts.ts";
import { defaultPolicies } from "../../engine/model/policies.ts";
import { isResumable, nextState, type RunState } from "../../engine/model/runState.ts";
import type { OpenedSource } from "../../sources/sourceKind.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import { RunReader } from "../../store/runReader.ts";
import { RunStore } from "../../store/runStore.ts";
import type { Repeats } from "../../wording/repeatTexts.ts";
import type { Job } from "../file/job.ts";
import { type InputValues, inputsText, keptInputs } from "../plan/inputs.ts";
import { RunSpool } from "../plan/items/spools.ts";
import { type Plan, planJob, planOver } from "../plan/plan.ts";
import { definitionChange } from "./definitionChange.ts";
import {
	assertNotLeftForLater,
	decidedFor,
	decideLate,
	decisionOn,
	doubtCounts,
	withAttempts,
} from "./inDoubt/inDoubtDecision.ts";
import { UndecidedError } from "./inDoubt/undecidedError.ts";
import { type Launched, launch } from "./launched.ts";
import type { LaunchOptions, ResumeOptions } from "./launchOptions.ts";
import { launchNew, unusedRunId } from "./newRun.ts";
import { resumeNotes } from "./resumeNotes.ts";
import { enterRetries } from "./retry/enterOutcomes.ts";
import { heldRetry } from "./retry/heldRetry.ts";
import { retriedItems } from "./retry/retriedItems.ts";
import { appendingSinks } from "./retry/retryOutput.ts";
import { originIdOf } from "./retry/retryRuns.ts";
import {
	type RepeatBound,
	readInputs,
	readOwnOutput,
	readRepeatBound,
	readRetryInfo,
	readSavedJob,
	readSelection,
	saveCommandLine,
	saveDefinition,
	saveInputs,
	saveOwnOutput,
	saveSelection,
} from "./runFiles.ts";
import { withJobLock } from "./standing/jobLock.ts";
import { activeRunOf } from "./standing/jobStanding.ts";
import { StandingError } from "./standing/standingError.ts";

export type { Launched } from "./launched.ts";

/**
 * Plans a job and makes its run folder, whatever other runs it has: {@link startJob} looks at them first.
 * @throws UsageError, and nothing is left behind
 * @example
 * const { run, finish } = await startRun(await readJobFile("posts.batch.json"), options);
 * run.onDidChange(({ counts }) => console.log(counts.succeeded));
 * const { state } = await finish();
 */
export async function startRun(job: Job, options: LaunchOptions, { hasOwnOutput = false } = {}): Promise<Launched> {
	const runId = unusedRunId(options);
	const spool = new RunSpool(join(options.runsFolder, runId), { isResumed: false });
	const ownOutput = hasOwnOutput ? runId : undefined;
	const plan = await planJob(job, { ...options, runId, ownOutput, spool }).catch(async (error: unknown) => {
		await spool.discard();
		throw error;
	});
	const selection = job.definition.items.selection === undefined ? undefined : options.selection;
	return launchNew(plan, runId, options, {
		jobFile: job.file,
		origin: undefined,
		save(folder) {
			if (selection) saveSelection(folder, selection);
			if (hasOwnOutput) saveOwnOutput(folder, runId);
			if (job.commandLine) saveCommandLine(folder, job.commandLine);
		},
	});
}

/**
 * Resumes a run; also one that is done, for items that are queued to be tried again.
 * @param folder of the run
 * @throws UndecidedError where the user has to decide first; nothing is changed then
 * @throws StandingError while another run of its job is active; RunBusyError while another process runs it
 * @throws UsageError; DamagedRunError, NewerRunError
 */
export async function resumeRun(folder: string, options: ResumeOptions): Promise<Launched> {
	const info = infoOf(folder);
	// What is wrong with it is found, and said, by opening it.
	if (!info) return resumeLocked(folder, options);
	return withJobLock(options.runsFolder, info, async () => {
		const job = options.job ?? { ...(await readSavedJob(folder, info)), file: info.jobFile };
		const run = options.beside ? undefined : await activeRunOf(options.runsFolder, job, folder);
		if (run) throw new StandingError({ kind: "active", run });
		return resumeLocked(folder, options);
	});
}

function infoOf(folder: string): RunInfo | undefined {
	try {
		const reader = new RunReader(folder);
		reader.dispose();
		return reader.info;
	} catch {
		return undefined;
	}
}

/** The same for who holds the lock of its job. */
export async function resumeLocked(folder: string, options: ResumeOptions): Promise<Launched> {
	try {
		return await reopen(folder, options);
	} catch (error) {
		throw await withAttempts(error, folder, options);
	}
}

async function reopen(folder: string, options: ResumeOptions): Promise<Launched> {
	await enterRetries(dirname(folder), originIdOf(folder));
	assertNotLeftForLater(folder, options);
	const decided = await decidedFor(folder, options);
	const held = await heldRetry(folder);
	const store = await RunStore.open(folder).catch((error: unknown) => {
		held?.dispose();
		throw error;
	});
	const spool = new RunSpool(folder, { isResumed: true });
	let plan: Plan | undefined;
	try {
		const { info, checkpoint } = store;
		const { runId } = info;
		const saved = await readSavedJob(folder, info);
		const retry = readRetryInfo(folder);
		const changed = options.job
			? definitionChange(saved, options.job, { runId, hasOwnItems: retry !== undefined })
			: [];
		const job = options.job ?? saved;
		const inDoubt = decisionOn(store, job, decided);
		const limit = limitOf(info, options);
		const kept = readInputs(folder);
		assertSameInputs(info, kept, { ...options, isRetry: retry !== undefined });
		const added = typeof options.inputs === "object" ? options.inputs : {};
		const planOptions = {
			...options,
			runId,
			limit,
			jobFile: info.jobFile,
			inputs: { ...keptInputs(job, kept), ...added },
			ownOutput: readOwnOutput(folder),
			acceptsEmpty: settledCount(checkpoint.counts) > 0,
		};
		if (nextState(checkpoint.state, "retry")) {
			plan = await planOver(job, noItems, planOptions);
		} else if (retry) {
			plan = await planOver(job, retriedItems(folder, retry), planOptions);
		} else {
			const selection = job.definition.items.selection === undefined ? undefined : readSelection(folder);
			plan = await planJob(job, { ...planOptions, selection, spool });
		}
		await assertSameItems(plan.source, store, options);
		if (changed.length > 0) {
			saveDefinition(folder, job.document.value);
			saveInputs(folder, plan.inputs);
		}
		const doubtful = store.inDoubt;
		if (doubtful.length > 0) await store.decideInDoubt(inDoubt);
		const startsAreKept = (saved.definition.interrupted ?? defaultPolicies.interrupted) !== "retry";
		const repeats = startsAreKept ? undefined : repeatsOf(checkpoint.state, readRepeatBound(folder));
		const launched = launch(
			{
				...options,
				plan: { ...plan, sinks: appendingSinks(plan.sinks, retry?.outputBytes) },
				store,
				folder,
				runId,
				origin: { runId: retry?.originId ?? runId, identity: info.identity },
				isNew: false,
			},
			[],
		);
		const undecided = await decideLate(launched.run, decided);
		const requeued = await queueAgain(launched.run, checkpoint.state, options);
		const doubts = [doubtCounts(doubtful, inDoubt), undecided];
		const resumed = resumeNotes(runId, checkpoint, { requeued, limit, changed, doubts, repeats });
		const notes = [...resumed, ...(spool.isUsed ? [keptItemsNote] : []), ...plan.notes];
		return { ...(held ? held.entering(launched, plan) : launched), notes };
	} catch (error) {
		await plan?.dispose();
		await store.close();
		held?.dispose();
		throw error;
	}
}

/** Those that the job has gained since may be given. */
function assertSameInputs(
	{ runId }: RunInfo,
	kept: InputValues,
	{ inputs, isRetry }: Pick<ResumeOptions, "inputs"> & { readonly isRetry: boolean },
): void {
	if (inputs === undefined || inputs === "ask") return;
	const other = Object.entries(inputs).find(([name, value]) => kept[name] !== undefined && kept[name] !== value);
	if (!other) return;
	throw new UsageError({
		message: `Run ${runId} was started with ${inputsText(kept) ?? "no inputs"}; resuming it cannot change that.`,
		suggestion: isRetry
			? "Go on with it without that, and retry then what has failed."
			: `Start over (--fresh) for ${inputsText(inputs)}.`,
	});
}

function limitOf({ runId, limit }: RunInfo, options: LaunchOptions): number | undefined {
	if (options.limit === undefined || options.limit === limit) return limit;
	const had = limit === undefined ? "without a limit" : `with a limit of ${limit} items`;
	throw new UsageError({
		message: `Run ${runId} was started ${had}; resuming it cannot change that.`,
		suggestion: "Start over (--fresh) for another limit.",
	});
}

/** What may run a second time, where no starts are recorded. */
function repeatsOf(state: RunState, bound: RepeatBound | undefined): Repeats | undefined {
	if (state === "interrupted") return bound ? { after: "kill", ...bound } : { after: "kill" };
	return isResumable(state) && bound?.stopped ? { after: "stop", items: bound.stopped } : undefined;
}

/** Also queues what had stopped the run: resuming it says that the cause is fixed. */
async function queueAgain(run: Launched["run"], state: RunState, { retry, markDone }: ResumeOptions): Promise<number> {
	let moved = 0;
	if (isResumable(state)) moved += movedCount(await run.retry({ outcome: "failed", category: "fatal" }));
	if (retry) moved += movedCount(await run.retry(retry));
	if (markDone) await run.markDone(markDone);
	return moved;
}

/** Outcomes must never be paired with the wrong items. */
async function assertSameItems(
	source: OpenedSource,
	{ checkpoint }: RunStore,
	{ acceptsChange }: ResumeOptions,
): Promise<void> {
	const change = checkpoint.position && (await source.changeSince?.(checkpoint.position));
	if (!change || (acceptsChange && !change.isBeforeMark)) return;
	throw new UndecidedError({ kind: "source", change });
}

const keptItemsNote = "The items are those that were read when the run began; nothing is read in anew.";

/** A run that is done no longer reads its source; what waits for another try is in its store. */
const noItems: OpenedSource = {
	summary: "",
	total: () => undefined,
	chunks: async function* () {
		yield* [];
	},
};

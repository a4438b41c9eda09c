import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { Emitter, type Event } from "../../base/emitter.ts";
import {
	Batcher,
	mostUnderWay,
	RateLimiter,
	RateLimiterHandle,
	Run,
	type Store,
	type Summary,
	unsavedLimit,
} from "../../engine/index.ts";
import type { DoneSet } from "../../engine/model/doneSet.ts";
import type { Item } from "../../engine/model/item.ts";
import type { ItemOrigin } from "../../engine/model/itemOrigin.ts";
import type { Log, Source } from "../../engine/model/ports.ts";
import { Lease } from "../../store/database/locks/lease.ts";
import type { OutputWriter } from "../../store/database/locks/outputClaims.ts";
import { saveOutputs } from "../../store/files/outputsRecord.ts";
import { holdsRun } from "../../store/files/runFolder.ts";
import { withErrorLocation } from "../file/withErrorLocation.ts";
import { jobOutputs } from "../plan/jobOutputs.ts";
import type { Plan } from "../plan/plan.ts";
import { redactedLog } from "../plan/redactedLog.ts";
import { guardedSinks } from "./guardedSinks.ts";
import { memoryShare } from "./memoryShare.ts";
import { EndOutputs, type WritingProgress } from "./outputs/writeOutputs.ts";
import { type RepeatBound, saveRepeatBound } from "./runFiles.ts";

/** Is told of outcomes as they come about, before they are on disk. */
export interface OutcomeListener {
	/**
	 * The run's source, no faster than the listener can take outcomes.
	 * @param done items that have their outcome already
	 */
	paced(source: Source, done: DoneSet): Source;
	/** @param result undefined unless the item succeeded */
	settled(item: Item, result: unknown): void;
}

/** A run that is ready to go. */
export interface Launched {
	readonly run: Run;
	/** Absolute path of its run folder. */
	readonly folder: string;
	/** Absolute paths of the files that the job's own `output` writes. */
	readonly outputFiles: readonly string[];
	/** Outputs are being written, which takes long for millions of items. */
	readonly onDidWriteRows: Event<WritingProgress>;
	/** What the user should know before it starts: "4,200 of 10,000 done, 3 of them failed." */
	readonly notes: readonly string[];
	/** For when it has ended; undefined where its job has no notification. */
	readonly notifier: Plan["notifier"];
	/**
	 * Takes the outputs that are written at the end, which {@link finish} does otherwise. If that fails, discard the run.
	 * @throws OverwriteError where something is there that is not the job's own; UsageError
	 */
	takeOutputs(): Promise<void>;
	/**
	 * Runs it to its end, and closes everything, whatever happens. Call it exactly once, also to discard the run: after
	 * `run.cancel()` it does no work.
	 * @throws UsageError when the output cannot be written; then a new run leaves no folder behind
	 */
	finish(): Promise<Summary>;
	/**
	 * For a retry, when it has ended and its outcomes are entered: writes the outputs of the run that the items come from.
	 * @throws UsageError for what could not be written
	 */
	writeOrigin(): Promise<void>;
}

export interface LaunchParts {
	readonly plan: Plan;
	readonly store: Store;
	readonly folder: string;
	readonly runId: string;
	readonly origin: ItemOrigin;
	/** Its folder is removed again if it never starts. */
	readonly isNew: boolean;
	readonly clock: Clock;
	readonly log: Log;
	readonly outcomes?: OutcomeListener | undefined;
	/** Outputs may take the place of files that are not the job's own. */
	readonly overwrite?: boolean | undefined;
}

export function launch(parts: LaunchParts, notes: readonly string[]): Launched {
	const { plan, store, folder, runId, origin, isNew, clock, log, outcomes } = parts;
	const { job, source, operation, sinks, outputFile, policies, redact } = plan;
	const { batch, target, leftOut } = operation;
	const rateLimiter = plan.sharedLimiter ?? (policies.rateLimit && new RateLimiter(policies.rateLimit, clock));
	const limiter = rateLimiter && new RateLimiterHandle(rateLimiter);
	const hasMore = () => run.hasMoreItems;
	const batcher = batch && new Batcher({ operation: batch, target, leftOut, policies, limiter, clock, hasMore });
	const underWay = mostUnderWay(policies, batcher !== undefined);
	const bound = policies.interrupted === "retry" ? { underWay, unsaved: unsavedLimit(underWay) } : undefined;
	saveRepeatBound(folder, bound);
	const { name: jobName, file: jobFile, baseFolder } = job;
	const writer: OutputWriter = { runId, runFolder: folder, originId: origin.runId, jobName, jobFile, baseFolder };
	// A retry's outcomes are entered into the run that the items come from: the outputs are of that.
	const isRetry = origin.runId !== runId;
	const originFolder = join(dirname(folder), origin.runId);
	const outputs =
		isRetry && !holdsRun(originFolder) ? undefined : new EndOutputs(isRetry ? originFolder : folder, plan);
	const writing = new Emitter<WritingProgress>((error) => log.warn(String(error)));
	const writeOutputs = () =>
		outputs?.write({
			onProgress: (progress) => writing.fire(progress),
			onNote: (note) => redactedLog(log, redact).warn(note),
		});
	const claimOptions = { overwrite: parts.overwrite };
	const run = new Run({
		runId,
		origin,
		jobName: job.name,
		source: outcomes?.paced(source, store.checkpoint.done) ?? source,
		operation: batcher ?? operation,
		sinks: guardedSinks(sinks, outputFile, { ...writer, isNew }),
		store,
		// A lane holds one item; a batch under way needs as many as it has.
		policies: batcher ? { ...policies, concurrency: policies.concurrency * policies.batchSize } : policies,
		concurrency: batcher?.concurrency,
		limiter,
		clock,
		log: redactedLog(log, redact),
		memory: memoryShare,
		redact,
		onSettled: outcomes && ((item, result) => outcomes.settled(item, result)),
	});
	const livePath = jobOutputs(job.definition).find(({ order }) => order === "completion")?.path ?? ["output"];
	let taking: Promise<void> | undefined;
	let isTaken = false;
	const takeOutputs = async () => {
		await outputs?.claim(writer, claimOptions);
		// For who looks at the retry.
		if (isRetry && plan.outputFiles.length > 0) saveOutputs(folder, { files: plan.outputFiles, writtenAt: null });
		isTaken = true;
	};
	const take = () => {
		taking ??= takeOutputs();
		return taking;
	};
	const start = async () => {
		// Once they are taken, it starts at once: nobody sees it queued.
		if (!isTaken) await take();
		return withErrorLocation(job, livePath, redact, () => run.start());
	};
	return {
		run,
		folder,
		outputFiles: plan.outputFiles,
		onDidWriteRows: writing.event,
		notes,
		notifier: plan.notifier,
		takeOutputs: take,
		async finish() {
			if (operation.mend) await mend(parts);
			const [outcome] = await Promise.allSettled([start()]);
			const isOver = outcome.status === "fulfilled" && !isRetry;
			const [written] = await Promise.allSettled([isOver ? writeOutputs() : undefined]);
			if (bound && run.mayRunAgain > 0) saveStopped(parts, { ...bound, stopped: run.mayRunAgain });
			const closings = await closeAll(parts);
			// Nothing has started: the output could not be opened.
			if (outcome.status === "rejected" && isNew && run.snapshot.state === "queued") {
				await rm(folder, { recursive: true, force: true });
			}
			if (outcome.status === "rejected") throw outcome.reason;
			const failed = [written, ...closings].find((closing) => closing.status === "rejected");
			if (failed) throw failed.reason;
			return outcome.value;
		},
		async writeOrigin() {
			if (!outputs || !isRetry || plan.endOutputs.length === 0) return;
			const lease = Lease.take(originFolder);
			try {
				await outputs.claim({ ...writer, runId: origin.runId, runFolder: originFolder }, claimOptions);
				await writeOutputs();
			} finally {
				lease.dispose();
			}
		},
	};
}

/** Where that fails, so do the items that it concerns, if any are left: it is no reason not to save the others. */
async function mend({ plan: { operation, redact }, log }: LaunchParts): Promise<void> {
	try {
		await operation.mend?.();
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const warning = `What an earlier process of this run has left half done could not be put right: ${message}`;
		redactedLog(log, redact).warn(warning);
	}
}

/** Only for what a resume says. */
function saveStopped({ folder, log }: LaunchParts, bound: RepeatBound): void {
	try {
		saveRepeatBound(folder, bound);
	} catch (error) {
		log.warn(`How many items may run a second time could not be saved: ${(error as Error).message}`);
	}
}

/** The store last: closing it lets other processes run the run. */
async function closeAll({ plan, store }: LaunchParts): Promise<readonly PromiseSettledResult<void>[]> {
	const closings: PromiseSettledResult<void>[] = [];
	const steps = [...plan.sinks.map((sink) => () => sink.close()), () => plan.dispose(), () => store.close()];
	for (const step of steps) closings.push(...(await Promise.allSettled([step()])));
	return closings;
}

import { rm } from "node:fs/promises";
import type { Clock } from "../../base/clock.ts";
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
import { withErrorLocation } from "../file/withErrorLocation.ts";
import type { Plan } from "../plan/plan.ts";
import { redactedLog } from "../plan/redactedLog.ts";
import { guardedSinks } from "./guardedSinks.ts";
import { memoryShare } from "./memoryShare.ts";
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
	/** Absolute path of the file that the job's own `output` writes. */
	readonly outputFile: string | undefined;
	/** What the user should know before it starts: "4,200 of 10,000 done, 3 of them failed." */
	readonly notes: readonly string[];
	/** For when it has ended; undefined where its job has no notification. */
	readonly notifier: Plan["notifier"];
	/**
	 * Runs it to its end, and closes everything, whatever happens. Call it exactly once, also to discard the run: after
	 * `run.cancel()` it does no work.
	 * @throws UsageError when the output cannot be written; then a new run leaves no folder behind
	 */
	finish(): Promise<Summary>;
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
	const run = new Run({
		runId,
		origin,
		jobName: job.name,
		source: outcomes?.paced(source, store.checkpoint.done) ?? source,
		operation: batcher ?? operation,
		sinks: guardedSinks(sinks, outputFile, {
			runId,
			runFolder: folder,
			originId: origin.runId,
			jobName: job.name,
			jobFile: job.file,
			baseFolder: job.baseFolder,
			isNew,
		}),
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
	const outputKind = Object.keys(job.definition.output ?? {});
	return {
		run,
		folder,
		outputFile,
		notes,
		notifier: plan.notifier,
		async finish() {
			if (operation.mend) await mend(parts);
			const [outcome] = await Promise.allSettled([
				withErrorLocation(job, ["output", ...outputKind], redact, () => run.start()),
			]);
			if (bound && run.mayRunAgain > 0) saveStopped(parts, { ...bound, stopped: run.mayRunAgain });
			const closings = await closeAll(parts);
			// Nothing has started: the output could not be opened.
			if (outcome.status === "rejected" && isNew && run.snapshot.state === "queued") {
				await rm(folder, { recursive: true, force: true });
			}
			if (outcome.status === "rejected") throw outcome.reason;
			const failed = closings.find((closing) => closing.status === "rejected");
			if (failed) throw failed.reason;
			return outcome.value;
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

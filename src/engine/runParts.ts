import { Admission } from "./admission/admission.ts";
import { RateLimiter } from "./admission/rateLimiter.ts";
import { RateLimiterHandle } from "./admission/rateLimiterHandle.ts";
import { Upstreams } from "./admission/upstreams.ts";
import { Attempts } from "./attempts/attempts.ts";
import { Retries } from "./attempts/retries.ts";
import { concurrencyControlOf } from "./concurrency/adaptiveConcurrency.ts";
import { Lanes } from "./concurrency/lanes.ts";
import { CategoryTable } from "./errors/categoryTable.ts";
import { ItemPipeline } from "./itemPipeline.ts";
import { ItemFeed } from "./items/itemFeed.ts";
import { OrderedRelease } from "./items/orderedRelease.ts";
import type { WorkItem } from "./items/workItem.ts";
import { Gate } from "./lifecycle/gate.ts";
import { PauseControl } from "./lifecycle/pauseControl.ts";
import { RunEnding } from "./lifecycle/runEnding.ts";
import { RunStateMachine } from "./lifecycle/runStateMachine.ts";
import { ActiveTime } from "./metrics/activeTime.ts";
import { RunMetrics } from "./metrics/runMetrics.ts";
import type { Total } from "./model/ports.ts";
import { nextState } from "./model/runState.ts";
import { CommitQueue } from "./recording/commitQueue.ts";
import { DiskFullRetry } from "./recording/diskFullRetry.ts";
import { LiveCounts } from "./recording/liveCounts.ts";
import { OutcomeReuse } from "./recording/outcomeReuse.ts";
import { Recorder } from "./recording/recorder.ts";
import { unsavedLimit } from "./recording/unsavedLimit.ts";
import type { RunOptions } from "./runOptions.ts";

/** What a run is made of. */
export type RunParts = ReturnType<typeof runParts>;

/**
 * Builds the parts of a run in the order of their dependencies: each gets only parts that exist already, and tells
 * later ones through events.
 */
export function runParts(options: RunOptions) {
	const { runId, jobName, source, operation, sinks, store, policies, clock, log, memory } = options;
	const { checkpoint } = store;
	const redact = options.redact ?? ((text: string) => text);

	const ending = new RunEnding(log);
	const { signal } = ending;
	const gate = new Gate();
	const stateMachine = new RunStateMachine(checkpoint.state, log);
	const disk = new DiskFullRetry(clock, log);
	const pauseControl = new PauseControl({ stateMachine, gate, retryDisk: () => disk.retryNow() });
	disk.onDidChange((message) => pauseControl.diskIsFull(message));

	const feed = new ItemFeed({
		source: nextState(checkpoint.state, "retry") ? undefined : source,
		position: checkpoint.position,
		done: checkpoint.done,
		queued: checkpoint.queued,
		takeQueued: (limit) => disk.write(() => store.takeQueued(limit)),
		maxWaiting: Math.max(64, 16 * policies.concurrency),
		order: policies.inOrder ? new OrderedRelease(() => operation.openBatch) : undefined,
		onError: (error) => ending.fail(error),
	});
	const total = (): Total | undefined => {
		const counted = feed.total ?? checkpoint.total;
		return counted === undefined ? source.total() : { count: counted, exact: true };
	};

	const counts = new LiveCounts(checkpoint.counts);
	const activeTime = new ActiveTime(clock, checkpoint.activeMs);
	const upstreams = new Upstreams({
		clock,
		feed,
		target: operation.target && ((item) => operation.target?.(item)),
		attempts: policies.retry.attempts,
		learnsRate: policies.learnsRate,
		usualPerSecond: () => {
			// A shorter time would take the first burst for a rate.
			const elapsedMs = Math.max(1_000, activeTime.ms - checkpoint.activeMs);
			return ((counts.current.succeeded - counts.atStart.succeeded) / elapsedMs) * 1_000;
		},
		hasSucceeded: () => counts.current.succeeded > 0,
		onAbandoned: (name, reason) => {
			// If items have succeeded, this is one host of many, and the run can do without it.
			if (counts.current.succeeded > counts.atStart.succeeded) return;
			ending.halt(`Nobody has answered at ${name} for over a minute. The last attempt: ${reason}`);
		},
	});

	const categories = new CategoryTable(policies.errors);
	const attempts = new Attempts({
		clock,
		log,
		timeoutMs: policies.timeoutMs,
		batchSize: policies.batchSize,
		maxAttempts: policies.retry.attempts,
		origin: options.origin ?? { runId, identity: "indexAndKey" },
		categories,
		interrupted: policies.interrupted,
		isBatch: operation.openBatch !== undefined,
		redact,
		hasSucceeded: (work) => upstreams.hasSucceeded(work),
		durations: checkpoint.durations,
	});

	const concurrency = options.concurrency ?? concurrencyControlOf(policies, clock);
	const commits = new CommitQueue({
		store,
		sinks,
		clock,
		log,
		gate,
		disk,
		counts,
		// A batch that has ended is brought to disk at once.
		commitEvery: (operation.openBatch ? 1 : policies.checkpointEveryBatches) * policies.batchSize,
		unsavedLimit: () => unsavedLimit(concurrency.items),
		redact: options.redact,
		status: () => ({
			state: stateMachine.state,
			reason: stateMachine.reason,
			total: exactCount(total()),
			activeMs: activeTime.ms,
			sameKeys: source.sameKeys?.(),
		}),
		durations: () => attempts.durations.counts,
		position: (watermark) => source.position?.(watermark),
		onError: (error) => ending.fail(error),
	});
	const recorder = new Recorder(commits, counts, options.redact);
	const reuse = new OutcomeReuse({ feed, commits, log, signal, onError: (error) => ending.fail(error) });
	const onStopped = (work: WorkItem) => recorder.abandon(work);
	const retries = new Retries({ policy: policies.retry, clock, feed, signal, onStopped });

	const { rateLimit } = policies;
	const admission = new Admission({
		clock,
		gate,
		limiter: options.limiter ?? (rateLimit && new RateLimiterHandle(new RateLimiter(rateLimit, clock))),
		openBatch: () => operation.openBatch,
		upstreams,
		onStopped,
	});

	const lanes = new Lanes(concurrency.items);
	concurrency.onChange(() => {
		lanes.limit = concurrency.items;
	});

	const built = { clock, log, signal, gate, feed, attempts, commits, retries, admission, concurrency, lanes, counts };
	const { duplicates, interrupted } = policies;
	const pipeline = new ItemPipeline({
		...built,
		categories,
		redact,
		operation,
		interrupted,
		duplicates,
		recorder,
		reuse,
		onSettled: options.onSettled,
	});
	const { alerts } = policies;
	const sameKeys = () => source.sameKeys?.();
	const metrics = new RunMetrics({
		...built,
		runId,
		jobName,
		stateMachine,
		activeTime,
		alerts,
		memory,
		total,
		sameKeys,
	});
	return { ...built, categories, redact, ending, stateMachine, disk, pauseControl, recorder, reuse, pipeline, metrics };
}

/** Kept with the outcomes, so that a run that was cut short can still say how far it is. */
function exactCount(total: Total | undefined): number | undefined {
	return total?.exact ? total.count : undefined;
}

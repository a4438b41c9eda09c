import type { Clock } from "../../base/clock.ts";
import { Emitter, type Event } from "../../base/emitter.ts";
import type { Admission } from "../admission/admission.ts";
import { Alerts } from "../alerts/alerts.ts";
import type { Attempts } from "../attempts/attempts.ts";
import type { Retries } from "../attempts/retries.ts";
import type { ConcurrencyControl } from "../concurrency/concurrencyControl.ts";
import type { ItemFeed } from "../items/itemFeed.ts";
import type { RunStateMachine } from "../lifecycle/runStateMachine.ts";
import type { AlertAction, AlertPolicy } from "../model/policies.ts";
import type { Log, Sample, Total } from "../model/ports.ts";
import { isActive } from "../model/runState.ts";
import type { NextAttempt, Snapshot } from "../model/snapshot.ts";
import type { CommitQueue } from "../recording/commitQueue.ts";
import type { LiveCounts } from "../recording/liveCounts.ts";
import type { ActiveTime } from "./activeTime.ts";
import { LaneMeter } from "./laneMeter.ts";
import { Progress } from "./progress.ts";

export interface RunMetricsOptions {
	readonly runId: string;
	readonly jobName: string;
	readonly clock: Clock;
	readonly log: Log;
	readonly stateMachine: RunStateMachine;
	readonly activeTime: ActiveTime;
	readonly counts: LiveCounts;
	readonly concurrency: ConcurrencyControl;
	readonly feed: ItemFeed;
	readonly attempts: Attempts;
	readonly retries: Retries;
	readonly commits: CommitQueue;
	readonly admission: Admission;
	/** Undefined where the job wants none. */
	readonly alerts: AlertPolicy | undefined;
	/** Share of the machine's memory that the process uses, 0 to 1; undefined where it cannot be measured. */
	readonly memory: (() => number) | undefined;
	/** Aborts when the run gives out no more items: then nothing is to be paused or halted any more. */
	readonly signal: AbortSignal;
	total(): Total | undefined;
	/** Items with the key of an earlier one; undefined where nobody counts them. */
	sameKeys(): number | undefined;
}

/** An alert of the job asks to pause or halt the run. */
export interface AlertDemand {
	readonly action: Exclude<AlertAction, "notify">;
	readonly reason: string;
}

/** All that a run shows of itself, measured by looking at its parts at fixed intervals: it costs nothing per item. */
export class RunMetrics {
	/** Something may have moved: ten times a second while the run is running. */
	readonly onDidTick: Event<void>;
	readonly onDidDemand: Event<AlertDemand>;
	readonly #ticked: Emitter<void>;
	readonly #options: RunMetricsOptions;
	readonly #progress: Progress;
	readonly #laneMeter: LaneMeter;
	readonly #alerts: Alerts | undefined;

	constructor(options: RunMetricsOptions) {
		this.#options = options;
		const { clock, log, activeTime, counts, concurrency, attempts, feed, retries, commits, admission } = options;
		const onError = (error: unknown) => log.error("A listener of the run's metrics threw.", error);
		this.#ticked = new Emitter(onError);
		this.onDidTick = this.#ticked.event;
		const demanded = new Emitter<AlertDemand>(onError);
		this.onDidDemand = demanded.event;
		this.#laneMeter = new LaneMeter(() => ({
			lanes: concurrency.items,
			workedMs: attempts.workedMs,
			waitingForRateLimit: admission.waitingForRateLimit,
			parked: feed.parked,
			waiting: feed.waiting,
		}));
		this.#progress = new Progress({
			clock,
			activeTime,
			counts: () => counts.committed,
			inFlight: () => attempts.inFlight,
			durations: () => attempts.durations.recent(clock.monotonic()),
			minRemainingMs: () => Math.max(retries.waitMs, admission.waitMs),
			onTick: () => this.#tick(),
			onSample: (sample) => commits.touch(sample),
		});
		const { alerts: policy, memory } = options;
		if (policy) {
			const onAct = (action: AlertDemand["action"], reason: string) => demanded.fire({ action, reason });
			this.#alerts = new Alerts({ policy, clock, memory, counts: counts.committed, onAct });
		}
		options.stateMachine.onDidChange(() => this.#stateChanged());
	}

	get snapshot(): Snapshot {
		const { runId, jobName, clock, stateMachine, counts, concurrency, feed, attempts, admission } = this.#options;
		const { state, reason } = stateMachine;
		const { durations } = attempts;
		const isRunning = state === "running";
		const total = this.#options.total();
		const { blockedOn } = admission;
		return {
			runId,
			jobName,
			state,
			reason,
			total,
			counts: counts.committed,
			sameKeys: this.#options.sameKeys(),
			inFlight: attempts.inFlight,
			longAttempt: isRunning ? attempts.longest : undefined,
			waiting: feed.waiting,
			blockedOn,
			nextAttempt: isRunning && !blockedOn ? this.#nextAttempt : undefined,
			slowedBy: admission.slowedBy,
			alerts: isActive(state) ? (this.#alerts?.standing ?? []) : [],
			durations: isRunning ? durations.recent(clock.monotonic()) : durations.whole,
			laneTime: isRunning ? this.#laneMeter.recent : this.#laneMeter.whole,
			concurrency: concurrency.items,
			tuning: concurrency.tuning,
			...this.#progress.figures(total?.count),
		};
	}

	get #nextAttempt(): NextAttempt | undefined {
		const { attempts, retries, feed, clock } = this.#options;
		const next = attempts.inFlight === 0 && feed.onlyWaits ? retries.next : undefined;
		const failure = next?.work.history.at(-1)?.failure;
		return next && failure && { reason: failure.message, inMs: Math.max(0, next.dueAt - clock.monotonic()) };
	}

	/** The run as a point of its charts. */
	sample(): Sample {
		return this.#progress.sample();
	}

	/** The last point of a run. */
	lastSample(): Sample {
		return this.#progress.lastSample();
	}

	stop(): void {
		this.#progress.stop();
	}

	#stateChanged(): void {
		const { stateMachine, activeTime, counts } = this.#options;
		if (stateMachine.state === "running") {
			this.#alerts?.resumed(activeTime.ms, counts.committed);
			this.#progress.start();
		} else {
			this.#progress.stop();
		}
		this.#laneMeter.skip();
	}

	#tick(): void {
		const { clock, signal } = this.#options;
		this.#laneMeter.update(clock.monotonic());
		if (!signal.aborted) this.#alerts?.look(this.snapshot);
		this.#ticked.fire();
	}
}

import type { Clock } from "../../base/clock.ts";
import type { Flow } from "../admission/flow.ts";
import { Alerts } from "../alerts/alerts.ts";
import type { Attempts } from "../attempts/attempts.ts";
import type { Retries } from "../attempts/retries.ts";
import type { Width } from "../concurrency/width.ts";
import type { ItemFeed } from "../items/itemFeed.ts";
import type { RunLife } from "../lifecycle/runLife.ts";
import type { AlertAction, AlertPolicy } from "../model/policies.ts";
import type { Sample, Total } from "../model/ports.ts";
import { isActive } from "../model/runState.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Recorder } from "../recording/recorder.ts";
import { LaneMeter } from "./laneMeter.ts";
import { Progress } from "./progress.ts";

export interface GaugesOptions {
	readonly runId: string;
	readonly jobName: string;
	readonly clock: Clock;
	readonly life: RunLife;
	readonly width: Width;
	readonly feed: ItemFeed;
	readonly attempts: Attempts;
	readonly retries: Retries;
	readonly recorder: Recorder;
	/** Time spent running before, ms. */
	readonly activeMs: number;
	/** Undefined where the job wants none. */
	readonly alerts: AlertPolicy | undefined;
	readonly memory: (() => number) | undefined;
	flow(): Flow | undefined;
	total(): Total | undefined;
	/** The run gives out no more items: nothing is to be paused or halted any more. */
	isDrained(): boolean;
	/** Something may have moved: ten times a second while the run is running. */
	onTick(): void;
	onAlert(action: Exclude<AlertAction, "notify">, reason: string): void;
}

/** All that a run shows of itself: measured by looking at its parts at fixed intervals, so that an item costs nothing. */
export class Gauges {
	readonly #options: GaugesOptions;
	readonly #progress: Progress;
	readonly #laneTime: LaneMeter;
	readonly #alerts: Alerts | undefined;

	constructor(options: GaugesOptions) {
		this.#options = options;
		const { clock, width, attempts, feed, recorder, retries, flow, alerts, memory, onAlert } = options;
		this.#laneTime = new LaneMeter(() => ({
			lanes: width.items,
			workedMs: attempts.workedMs,
			waitForTurn: flow()?.waitForTurn ?? 0,
			held: feed.held,
			waiting: feed.waiting,
		}));
		this.#progress = new Progress(clock, options.activeMs, {
			counts: () => recorder.committed,
			inFlight: () => attempts.inFlight,
			durations: () => attempts.durations.recent(clock.monotonic()),
			leastMs: () => Math.max(retries.waitMs, flow()?.heldUp?.nextTryMs ?? 0),
			onTick: () => this.#tick(),
			onSample: (sample) => recorder.touch(sample),
		});
		if (!alerts) return;
		this.#alerts = new Alerts({ policy: alerts, clock, memory, counts: recorder.committed, onAct: onAlert });
	}

	/** Time spent running, ms. */
	get activeMs(): number {
		return this.#progress.activeMs;
	}

	get snapshot(): Snapshot {
		const { runId, jobName, clock, life, width, feed, attempts, recorder, flow } = this.#options;
		const { durations } = attempts;
		const isRunning = life.state === "running";
		const total = this.#options.total();
		return {
			runId,
			jobName,
			state: life.state,
			reason: life.reason,
			total,
			counts: recorder.committed,
			inFlight: attempts.inFlight,
			waiting: feed.waiting,
			heldUp: flow()?.heldUp,
			alerts: isActive(life.state) ? (this.#alerts?.standing ?? []) : [],
			durations: isRunning ? durations.recent(clock.monotonic()) : durations.whole,
			laneTime: isRunning ? this.#laneTime.recent : this.#laneTime.whole,
			concurrency: width.items,
			tuning: width.tuning,
			...this.#progress.figures(total?.count),
		};
	}

	/** The run as a point of its charts. */
	sample(): Sample {
		return this.#progress.sample();
	}

	/** The last point of a run. */
	lastSample(): Sample {
		return this.#progress.lastSample();
	}

	/** The run has come to another state, or to another reason for it. */
	stateChanged(): void {
		if (this.#options.life.state === "running") {
			this.#alerts?.resumed(this.#progress.activeMs, this.#options.recorder.committed);
			this.#progress.start();
		} else {
			this.#progress.stop();
		}
		this.#laneTime.skip();
	}

	stop(): void {
		this.#progress.stop();
	}

	#tick(): void {
		const { clock, isDrained, onTick } = this.#options;
		this.#laneTime.update(clock.monotonic());
		if (!isDrained()) this.#alerts?.look(this.snapshot);
		onTick();
	}
}

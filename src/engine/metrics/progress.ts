import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import { type Counts, settledCount } from "../model/counts.ts";
import type { Durations, Sample } from "../model/ports.ts";
import type { ActiveTime } from "./activeTime.ts";
import { EtaMeter } from "./etaMeter.ts";
import { RateMeter } from "./rateMeter.ts";

/** Ms between two snapshots: ten a second look smooth, and nobody can read more. */
const tickMs = 100;
/** Ms between two points of the charts. */
const sampleMs = 1_000;
/** A longer time left, ms, says only that nothing moves at the moment: 30 days. */
const maxEtaMs = 30 * 86_400_000;
/** A tick that is this late, ms, was not delayed by work: the machine slept. */
const asleepMs = 5_000;

export interface ProgressOptions {
	readonly clock: Clock;
	readonly activeTime: ActiveTime;
	counts(): Counts;
	inFlight(): number;
	durations(): Durations | undefined;
	/** Time that the run takes at least, ms, as an item or an upstream is waited for. */
	minRemainingMs(): number;
	onTick(): void;
	onSample(sample: Sample): void;
}

/** Measures a run while it is running: its rate, and what is left. Looks at it at fixed intervals, never per item. */
export class Progress {
	readonly #clock: Clock;
	readonly #options: ProgressOptions;
	readonly #rate: RateMeter;
	readonly #eta: EtaMeter;
	readonly #activeTime: ActiveTime;
	#sampledAt = 0;
	#timer: Disposable | undefined;

	constructor(options: ProgressOptions) {
		const { clock, activeTime } = options;
		this.#clock = clock;
		this.#options = options;
		this.#activeTime = activeTime;
		this.#rate = new RateMeter(settledCount(options.counts()), clock.monotonic());
		this.#eta = new EtaMeter(settledCount(options.counts()), clock.monotonic());
	}

	/** @param total items of the run; undefined while unknown */
	figures(total: number | undefined): { itemsPerSecond: number; etaMs: number | undefined; activeMs: number } {
		const itemsPerSecond = this.#activeTime.isRunning ? this.#rate.itemsPerSecond : 0;
		return { itemsPerSecond, etaMs: this.#etaMs(total), activeMs: this.#activeTime.ms };
	}

	#etaMs(total: number | undefined): number | undefined {
		if (total === undefined || !this.#activeTime.isRunning) return undefined;
		const { counts, minRemainingMs } = this.#options;
		const left = Math.max(0, total - settledCount(counts()));
		const etaMs = this.#eta.etaMs(left, minRemainingMs(), this.#clock.monotonic());
		return etaMs !== undefined && etaMs <= maxEtaMs ? etaMs : undefined;
	}

	start(): void {
		if (this.#activeTime.isRunning) return;
		const now = this.#clock.monotonic();
		this.#activeTime.start();
		this.#sampledAt = now;
		this.#rate.reset(settledCount(this.#options.counts()), now);
		this.#eta.skip(settledCount(this.#options.counts()), now);
		this.#tickLater();
	}

	stop(): void {
		this.#timer?.dispose();
		this.#activeTime.stop();
	}

	/** The run as a point of its charts. */
	sample(): Sample {
		const { counts, inFlight, durations } = this.#options;
		const { itemsPerSecond } = this.figures(undefined);
		return { at: this.#clock.now(), counts: counts(), itemsPerSecond, inFlight: inFlight(), durations: durations() };
	}

	/** The last point of a run: what was done since the last tick belongs to it. */
	lastSample(): Sample {
		this.#rate.update(settledCount(this.#options.counts()), this.#clock.monotonic());
		return { ...this.sample(), itemsPerSecond: this.#rate.itemsPerSecond };
	}

	#slept(durationMs: number, now: number): void {
		this.#activeTime.exclude(durationMs);
		this.#rate.skip(settledCount(this.#options.counts()), now);
		this.#eta.skip(settledCount(this.#options.counts()), now);
	}

	#tickLater(): void {
		const dueAt = this.#clock.monotonic() + tickMs;
		this.#timer = this.#clock.timer(tickMs, () => {
			const now = this.#clock.monotonic();
			if (now - dueAt > asleepMs) this.#slept(now - dueAt, now);
			const settled = settledCount(this.#options.counts());
			this.#rate.update(settled, now);
			this.#eta.update(settled, now);
			if (now - this.#sampledAt >= sampleMs) {
				this.#sampledAt = now;
				this.#options.onSample(this.sample());
			}
			this.#tickLater();
			this.#options.onTick();
		});
	}
}

import type { Clock } from "../../base/clock.ts";
import type { Alert, AlertKind } from "../model/alert.ts";
import { type Counts, settledCount } from "../model/counts.ts";
import type { AlertAction, AlertPolicy, AlertRule } from "../model/policies.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { AlertLevel, type Reading } from "./alertLevel.ts";
import { memoryMessage, rateDropMessage, successRateMessage } from "./alertMessages.ts";
import { PerSecondHistory, sumOf } from "./perSecondHistory.ts";
import { rateDrop, rateDropSeconds } from "./rateDrop.ts";

const successWindow = {
	/** The success rate is that of the last 30 s. */
	seconds: 30,
	/** Fewer items in them say nothing. */
	minItems: 20,
};
/** After a resume alerts do not act for a whole window, ms: after it, all that is measured has happened since. */
const patienceMs = successWindow.seconds * 1_000;
/** Ms between two looks at the memory. */
const memoryEveryMs = 1_000;

export interface AlertsOptions {
	readonly policy: AlertPolicy;
	readonly clock: Clock;
	/** Share of the machine's memory that the process uses, 0 to 1; undefined where it cannot be measured. */
	readonly memory: (() => number) | undefined;
	readonly counts: Counts;
	/** An alert asks to pause or halt the run. */
	onAct(action: Exclude<AlertAction, "notify">, reason: string): void;
}

/**
 * Watches a run by the thresholds of its job, from its snapshots alone: nothing is counted per item, and all times are
 * running time. Time in which the run waits for an upstream says nothing about it, and is left out.
 */
export class Alerts {
	readonly #options: AlertsOptions;
	readonly #levels: ReadonlyMap<AlertKind, { readonly rule: AlertRule; readonly level: AlertLevel }>;
	readonly #history: PerSecondHistory;
	#lookedAt: number | undefined;
	#memoryAt = Number.NEGATIVE_INFINITY;
	/** Running time since the run last stood still, ms. */
	#sinceGapMs = 0;
	/** Seconds since the run was started or last resumed: what happened before may have been fixed. */
	#sinceResume = 0;

	constructor(options: AlertsOptions) {
		const { policy, counts } = options;
		this.#options = options;
		const rules: readonly (readonly [AlertKind, AlertRule | undefined])[] = [
			["successRate", policy.successRateBelow],
			["rateDrop", policy.rateDropAbove],
			["memory", policy.memoryAbove],
		];
		this.#levels = new Map(
			rules.flatMap(([kind, rule]) =>
				rule ? [[kind, { rule, level: new AlertLevel(kind, rule, patienceMs) }] as const] : [],
			),
		);
		this.#history = new PerSecondHistory(rateDropSeconds, counts);
	}

	/** Alerts that stand. */
	get standing(): readonly Alert[] {
		return [...this.#levels.values()].flatMap(({ level }) => level.alert ?? []);
	}

	/** Looks at a running run, at every tick. */
	look(snapshot: Snapshot): void {
		const { activeMs, counts, blockedOn } = snapshot;
		const stepMs = activeMs - (this.#lookedAt ?? activeMs);
		this.#lookedAt = activeMs;
		if (activeMs - this.#memoryAt >= memoryEveryMs) {
			this.#memoryAt = activeMs;
			this.#judge("memory", activeMs, ({ at }) => this.#memory(at));
		}
		if (blockedOn) {
			this.#history.skip(counts);
			this.#sinceGapMs = 0;
			return;
		}
		this.#sinceGapMs += stepMs;
		if (!this.#history.add(stepMs, counts)) return;
		this.#sinceResume++;
		this.#judge("successRate", activeMs, ({ at }) => this.#successRate(at));
		// While the last items are under way, fewer and fewer lanes have work: that is no drop.
		if (hasMore(snapshot)) this.#judge("rateDrop", activeMs, ({ at }) => this.#rateDrop(at));
	}

	/** The run was started or resumed. @param counts as they stand now; what happened before is left out */
	resumed(activeMs: number, counts: Counts): void {
		this.#lookedAt = activeMs;
		this.#history.skip(counts);
		this.#sinceGapMs = 0;
		this.#sinceResume = 0;
		for (const { level } of this.#levels.values()) level.resumed(activeMs);
	}

	#judge(kind: AlertKind, activeMs: number, read: (rule: AlertRule) => Reading | undefined): void {
		const watched = this.#levels.get(kind);
		const reading = watched && read(watched.rule);
		if (!reading) return;
		const { action } = watched.rule;
		const reason = watched.level.judge(reading, activeMs, this.#options.clock.now());
		if (reason !== undefined && action !== "notify") this.#options.onAct(action, reason);
	}

	/** Among succeeded and failed (or rejected) items: one that was skipped on purpose is neither a success nor a failure. */
	#successRate(at: number): Reading | undefined {
		const count = Math.min(successWindow.seconds, this.#sinceResume);
		const recent = sumOf(this.#history.all.slice(-count));
		const items = recent.succeeded + recent.failed;
		if (items < successWindow.minItems) return undefined;
		return { value: recent.succeeded / items, message: () => successRateMessage(recent, successWindow.seconds, at) };
	}

	#rateDrop(at: number): Reading | undefined {
		const drop = rateDrop(this.#history.all, this.#sinceGapMs, at);
		return drop && { value: drop.share, message: () => rateDropMessage(drop, at) };
	}

	#memory(at: number): Reading | undefined {
		const share = this.#options.memory?.();
		return share === undefined ? undefined : { value: share, message: () => memoryMessage(share, at) };
	}
}

/** Whether items are left that are neither settled nor in flight, and wait for no retry. */
function hasMore({ total, counts, inFlight, waiting }: Snapshot): boolean {
	return !total?.exact || settledCount(counts) + inFlight + waiting < total.count;
}

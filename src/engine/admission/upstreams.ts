import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import { meaningOf } from "../errors/codeMeaning.ts";
import type { ItemFeed } from "../items/itemFeed.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { AttemptResult } from "../model/attemptResult.ts";
import type { Item } from "../model/item.ts";
import type { Outage } from "../model/outage.ts";
import type { Failure } from "../model/outcome.ts";
import type { BlockedOn, SlowedBy } from "../model/snapshot.ts";
import { indicatesReachable } from "./circuit.ts";
import { Pacing } from "./pacing.ts";
import { Upstream } from "./upstream.ts";
import type { UpstreamCall } from "./upstreamCall.ts";

/** Upstreams that are remembered; of more hosts than these, those that give no trouble are forgotten. */
const maxRemembered = 1_000;
/** An item may be throttled this often without that counting as one of its attempts. */
const maxUncountedAttempts = 10;

export interface UpstreamsOptions {
	readonly clock: Clock;
	readonly feed: ItemFeed;
	/** Whom the item's attempt would address; undefined where the operation does not say. */
	readonly target: ((item: Item) => string | undefined) | undefined;
	/** Attempts of an item that the job allows. */
	readonly attempts: number;
	/** Whether a rate is learnt from refusals. */
	readonly learnsRate: boolean;
	/** Items per second that the run has done so far. */
	usualPerSecond(): number;
	/** Whether any item has succeeded so far. */
	hasSucceeded(): boolean;
	/** An upstream that has never answered is not waited for any longer. */
	onAbandoned(name: string, reason: string): void;
}

/**
 * All that a run's attempts go to. Items for an upstream that takes none at the moment are parked, hold no lane, and
 * are given out again one after the other when it does; the others go on.
 */
export class Upstreams {
	readonly #options: UpstreamsOptions;
	readonly #named = new Map<string, Upstream>();
	/** For operations that do not say whom they address; created at the first throttle, to cost nothing before. */
	#unnamed: Upstream | undefined;
	/** Attempts on their way. */
	readonly #calls = new Map<WorkItem, UpstreamCall>();
	/** What the last attempt has failed with. */
	#lastError: object | undefined;
	/** Until when the last refusal has asked to wait. */
	#lastUntil = Number.NEGATIVE_INFINITY;
	#timer: (Disposable & { readonly at: number }) | undefined;

	/** Whether items had succeeded before the run was resumed: nobody knows where any more. */
	readonly #hadSucceeded: boolean;
	#hasForgotten = false;

	constructor(options: UpstreamsOptions) {
		this.#options = options;
		this.#hadSucceeded = options.hasSucceeded();
	}

	/** @returns undefined where nothing is known that could keep the attempt from beginning */
	of({ item }: WorkItem): Upstream | undefined {
		const name = this.#options.target?.(item);
		return name === undefined ? this.#unnamed : this.#upstreamNamed(name);
	}

	/** Keeps the item until the upstream takes it, and its own time has come. */
	park(work: WorkItem, upstream: Upstream): void {
		this.#options.feed.park();
		if (work.notBefore > this.#options.clock.monotonic()) {
			upstream.delay(work);
		} else if (upstream.offered === work) {
			upstream.offered = undefined;
			upstream.parked.unshift(work);
		} else {
			upstream.parked.push(work);
		}
		this.#offer(upstream);
	}

	/** @param followers items that may join the attempt in its batch */
	begin(work: WorkItem, upstream: Upstream, followers: number): void {
		if (upstream.offered === work) upstream.offered = undefined;
		const startedAt = this.#options.clock.monotonic();
		const isProbe = upstream.begin(startedAt);
		this.#calls.set(work, { upstream, isProbe, startedAt, isBatchFollower: false });
		for (const parked of upstream.parked.splice(0, followers)) this.#options.feed.giveParked(parked);
		this.#offer(upstream);
	}

	/** The attempt goes with a batch that has started. */
	join(work: WorkItem, upstream: Upstream): void {
		if (upstream.offered === work) upstream.offered = undefined;
		const startedAt = this.#options.clock.monotonic();
		this.#calls.set(work, { upstream, isProbe: false, startedAt, isBatchFollower: true });
		this.#offer(upstream);
	}

	/**
	 * Takes in how an attempt has ended.
	 * @param end undefined where it was cut short, as the run was stopped
	 * @param throttledForMs what the upstream has asked for although the attempt succeeded
	 * @returns the upstream that the item is to wait for, where the attempt does not count
	 */
	ended(work: WorkItem, end: AttemptResult | undefined, throttledForMs: number | undefined): Upstream | undefined {
		const call = this.#takeCall(work);
		const refusedForMs = end?.failure && end.retryAfterMs;
		const saysSomething = throttledForMs !== undefined || refusedForMs !== undefined;
		const isNews = saysSomething || outageIn(end, undefined) !== undefined;
		const upstream = call?.upstream ?? (isNews ? this.#needUnnamed() : this.#unnamed);
		if (!upstream) return undefined;
		const now = this.#options.clock.monotonic();
		if (throttledForMs !== undefined) upstream.throttleFor(throttledForMs, now);
		const isSameError = end?.error !== undefined && end.error === this.#lastError;
		if (refusedForMs !== undefined) {
			// All items of a batch become due at once, so that they go together again.
			if (!isSameError) this.#lastUntil = upstream.heeds(refusedForMs, now);
			work.notBefore = this.#lastUntil;
		}
		this.#lastError = end?.error;
		// All items of a batch that failed as a whole have one error, and only the first of them counts.
		if (!(call ? call.isBatchFollower : isSameError)) this.#recordEnd(call, upstream, end);
		const isUncounted =
			end?.failure?.category === "retry" && this.#mayGoUncounted(work, upstream, refusedForMs !== undefined);
		if (isUncounted) work.uncountedAttempts++;
		this.#offer(upstream);
		return isUncounted ? upstream : undefined;
	}

	/** Whether anything has succeeded where the item goes to, as far as that is known. */
	hasSucceeded(work: WorkItem): boolean {
		const { hasSucceeded } = this.#options;
		const upstream = this.of(work);
		if (!upstream || upstream.name === undefined || this.#hasForgotten) return hasSucceeded();
		return upstream.hasSucceeded || this.#hadSucceeded;
	}

	/** The upstream that most items wait for, unless it only takes them one by one. */
	get blockedOn(): BlockedOn | undefined {
		const now = this.#options.clock.monotonic();
		const { feed } = this.#options;
		let busiest: Upstream | undefined;
		for (const upstream of this.#all()) {
			if (upstream.items <= (busiest?.items ?? 0)) continue;
			if (upstream.isBlocked(now) || (upstream.onlyDelays && feed.isDrained)) busiest = upstream;
		}
		return busiest && { upstream: busiest.label, reason: busiest.reason, nextTryMs: busiest.nextTryMs(now) };
	}

	/** The upstream that slows the run down most, and to what. */
	get slowedBy(): SlowedBy | undefined {
		const now = this.#options.clock.monotonic();
		let slowest: Upstream | undefined;
		for (const upstream of this.#all()) {
			if (upstream.parked.length > (slowest?.parked.length ?? 0) && upstream.isPaced(now)) slowest = upstream;
		}
		const perSecond = slowest?.pacing.perSecond(now);
		return slowest && perSecond !== undefined ? { upstream: slowest.label, perSecond } : undefined;
	}

	/** Time until the last item that was refused may be tried again, ms. */
	get waitMs(): number {
		let lastAt = Number.NEGATIVE_INFINITY;
		for (const upstream of this.#all()) lastAt = Math.max(lastAt, upstream.lastDelayedAt);
		return Math.max(0, lastAt - this.#options.clock.monotonic());
	}

	/** Ends all waits: what was waited for is tried now. */
	tryNow(): void {
		const now = this.#options.clock.monotonic();
		for (const upstream of this.#all()) {
			upstream.tryNow(now);
			this.#offer(upstream);
		}
	}

	/** Gives out nothing more; returns the items that were waiting. */
	close(): readonly WorkItem[] {
		this.#timer?.dispose();
		return [...this.#all()].flatMap((upstream) => upstream.takeWaiting());
	}

	*#all(): Generator<Upstream> {
		if (this.#unnamed) yield this.#unnamed;
		yield* this.#named.values();
	}

	#takeCall(work: WorkItem): UpstreamCall | undefined {
		if (this.#calls.size === 0) return undefined;
		const call = this.#calls.get(work);
		this.#calls.delete(work);
		return call;
	}

	/** What the end of an attempt says about its upstream. */
	#recordEnd(call: UpstreamCall | undefined, upstream: Upstream, end: AttemptResult | undefined): void {
		const { circuit, pacing } = upstream;
		const now = this.#options.clock.monotonic();
		const startedAt = call?.startedAt ?? now - (end?.durationMs ?? 0);
		const isProbe = call?.isProbe === true;
		const outage = outageIn(end, upstream);
		if (call) upstream.inFlight--;
		pacing.ended(startedAt);
		if (end?.failure && end.retryAfterMs !== undefined) {
			circuit.answered();
			upstream.refused(startedAt, end.retryAfterMs, now);
		} else if (end?.failure && outage) {
			const wasAbandoned = circuit.isAbandoned;
			const { message } = end.failure;
			upstream.failed(isProbe, { outage, message }, now, this.#options.attempts);
			if (circuit.isAbandoned && !wasAbandoned) this.#options.onAbandoned(upstream.label, message);
		} else if (end && indicatesReachable(end.failure)) {
			circuit.answered();
			if (!end.failure) upstream.hasSucceeded = true;
			if (!isRefusal(end.failure)) upstream.accepted(startedAt, now);
		} else if (isProbe) {
			circuit.probeWasted(now);
		}
	}

	/** Even a job that never retries repeats a throttled attempt; not one of which nobody knows how far it got. */
	#mayGoUncounted({ uncountedAttempts }: WorkItem, { circuit }: Upstream, isThrottled: boolean): boolean {
		return uncountedAttempts < maxUncountedAttempts && (isThrottled || (circuit.isOpen && this.#options.attempts > 1));
	}

	/** Gives out the next item that waits for the upstream, now or when it takes one. */
	#offer(upstream: Upstream): void {
		const now = this.#options.clock.monotonic();
		upstream.endDelays(now);
		if (Number.isFinite(upstream.nextDelayedAt)) this.#wakeAt(upstream.nextDelayedAt);
		if (upstream.offered || upstream.parked.length === 0) return;
		const at = upstream.readyAt();
		if (at > now) {
			if (Number.isFinite(at)) this.#wakeAt(at);
			return;
		}
		upstream.offered = upstream.parked.shift();
		if (upstream.offered) this.#options.feed.giveParked(upstream.offered);
	}

	#wakeAt(at: number): void {
		if (this.#timer && this.#timer.at <= at) return;
		this.#timer?.dispose();
		const { clock } = this.#options;
		const timer = clock.timer(Math.max(0, at - clock.monotonic()), () => {
			this.#timer = undefined;
			for (const upstream of this.#all()) this.#offer(upstream);
		});
		this.#timer = { at, dispose: () => timer.dispose() };
	}

	#needUnnamed(): Upstream {
		if (!this.#unnamed) {
			const { usualPerSecond, hasSucceeded } = this.#options;
			this.#unnamed = this.#upstream(undefined, usualPerSecond());
			if (hasSucceeded()) this.#unnamed.circuit.answered();
		}
		return this.#unnamed;
	}

	#upstreamNamed(name: string): Upstream {
		const known = this.#named.get(name);
		if (known) return known;
		if (this.#named.size >= maxRemembered) this.#forgetFresh();
		const upstream = this.#upstream(name, 0);
		this.#named.set(name, upstream);
		return upstream;
	}

	#upstream(name: string | undefined, usualPerSecond: number): Upstream {
		return new Upstream(name, new Pacing(this.#options.learnsRate, usualPerSecond));
	}

	#forgetFresh(): void {
		this.#hasForgotten = true;
		for (const [name, upstream] of this.#named) if (upstream.isFresh) this.#named.delete(name);
	}
}

/** A time limit of the job says nothing of a module or a command, which may only be slow. */
function outageIn(end: AttemptResult | undefined, upstream: Upstream | undefined): Outage | undefined {
	if (end?.failure?.category !== "retry" || !end.outage) return undefined;
	return end.outage.isTimeLimit && upstream?.name === undefined ? undefined : end.outage;
}

/** Refused for now, though without a word on how long. */
function isRefusal(failure: Failure | undefined): boolean {
	return failure !== undefined && meaningOf(failure.code).mayNameWait === true;
}

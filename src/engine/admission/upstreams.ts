import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { ItemFeed } from "../items/itemFeed.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { AttemptResult } from "../model/attemptResult.ts";
import type { Item } from "../model/item.ts";
import type { BlockedOn } from "../model/snapshot.ts";
import { indicatesOutage, indicatesReachable } from "./circuit.ts";
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
	#timer: (Disposable & { readonly at: number }) | undefined;

	constructor(options: UpstreamsOptions) {
		this.#options = options;
	}

	/** @returns undefined where nothing is known that could keep the attempt from beginning */
	of({ item }: WorkItem): Upstream | undefined {
		const name = this.#options.target?.(item);
		return name === undefined ? this.#unnamed : this.#upstreamNamed(name);
	}

	/** Keeps the item until the upstream takes it. */
	park(work: WorkItem, upstream: Upstream): void {
		this.#options.feed.park();
		if (upstream.offered === work) {
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
		const throttleMs = throttledForMs ?? end?.retryAfterMs;
		const call = this.#takeCall(work);
		const upstream = call?.upstream ?? (throttleMs === undefined ? undefined : this.#needUnnamed());
		if (!upstream) return undefined;
		const now = this.#options.clock.monotonic();
		const throttledUntil = throttleMs === undefined ? undefined : upstream.throttleFor(throttleMs, now);
		if (!call?.isBatchFollower) {
			const startedAt = call?.startedAt ?? now - (end?.durationMs ?? 0);
			if (end?.failure && throttledUntil !== undefined) upstream.rate.refused(startedAt, now, throttledUntil);
			if (call) this.#recordEnd(call, end, now);
		}
		const isThrottled = throttledUntil !== undefined;
		const isUncounted = end?.failure?.category === "retry" && this.#mayGoUncounted(work, upstream, isThrottled);
		if (isUncounted) work.uncountedAttempts++;
		this.#offer(upstream);
		return isUncounted ? upstream : undefined;
	}

	/** The upstream that most items wait for, unless it only takes them one by one. */
	get blockedOn(): BlockedOn | undefined {
		const now = this.#options.clock.monotonic();
		let busiest: Upstream | undefined;
		for (const upstream of this.#all()) {
			const isBlocked = upstream.blockedUntil() > now && upstream.items > 0;
			if (isBlocked && upstream.items > (busiest?.items ?? 0)) busiest = upstream;
		}
		if (!busiest) return undefined;
		const nextTryMs = busiest.blockedUntil() - now;
		return {
			upstream: busiest.name ?? "the other side",
			reason: busiest.reason,
			nextTryMs: Number.isFinite(nextTryMs) ? nextTryMs : 0,
		};
	}

	/** Gives out nothing more; returns the items that were waiting. */
	close(): readonly WorkItem[] {
		this.#timer?.dispose();
		return [...this.#all()].flatMap((upstream) => upstream.parked.splice(0));
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

	/** What the end of an attempt says about whether the upstream is there. */
	#recordEnd({ upstream, isProbe, startedAt }: UpstreamCall, end: AttemptResult | undefined, now: number): void {
		const { circuit, rate, name } = upstream;
		upstream.inFlight--;
		if (end && (indicatesReachable(end.failure) || end.retryAfterMs !== undefined)) {
			circuit.answered();
			if (!end.failure) rate.succeeded(startedAt);
		} else if (end?.failure && name !== undefined && indicatesOutage(end.failure)) {
			const wasAbandoned = circuit.isAbandoned;
			upstream.failed(isProbe, end.failure.message, now);
			if (circuit.isAbandoned && !wasAbandoned) this.#options.onAbandoned(name, end.failure.message);
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
		if (upstream.offered || upstream.parked.length === 0) return;
		const at = upstream.readyAt();
		if (at > this.#options.clock.monotonic()) {
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
		this.#unnamed ??= new Upstream(undefined);
		return this.#unnamed;
	}

	#upstreamNamed(name: string): Upstream {
		const known = this.#named.get(name);
		if (known) return known;
		if (this.#named.size >= maxRemembered) this.#forgetFresh();
		const upstream = new Upstream(name);
		this.#named.set(name, upstream);
		return upstream;
	}

	#forgetFresh(): void {
		for (const [name, upstream] of this.#named) if (upstream.isFresh) this.#named.delete(name);
	}
}

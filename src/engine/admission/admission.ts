import type { Clock } from "../../base/clock.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { Gate } from "../lifecycle/gate.ts";
import type { AttemptResult } from "../model/attemptResult.ts";
import type { OpenBatch } from "../model/ports.ts";
import type { BlockedOn, SlowedBy } from "../model/snapshot.ts";
import type { RateLimiterHandle } from "./rateLimiterHandle.ts";
import type { Upstream } from "./upstream.ts";
import type { Upstreams } from "./upstreams.ts";

export interface AdmissionOptions {
	readonly clock: Clock;
	readonly gate: Gate;
	readonly upstreams: Upstreams;
	/** Undefined without a rate limit. */
	readonly limiter: RateLimiterHandle | undefined;
	/** Where items go in batches: a batch is one attempt for the upstream, and takes one permit. */
	openBatch(): OpenBatch | undefined;
	/** The run was stopped while the item waited. */
	onStopped(work: WorkItem): void;
}

/** A request for admission: the item, the upstream of its attempt, and since when it waits (monotonic, ms). */
interface Request {
	readonly work: WorkItem;
	readonly upstream: Upstream | undefined;
	readonly askedAt: number;
}

/** Decides when attempts may begin: when their upstream takes them, and the job's rate limit allows them. */
export class Admission {
	readonly #options: AdmissionOptions;
	/** The batch that was started last: `left` more items may join it until it is flushed. */
	#lastBatch: { readonly upstream: Upstream | undefined; readonly flushCount: number; left: number } | undefined;
	#isOver = false;

	constructor(options: AdmissionOptions) {
		this.#options = options;
	}

	/**
	 * Whether the item's attempt may begin; false when the item was parked (it is given out again later), or the run was
	 * stopped. Answers without a promise where there is nothing to wait for: an unlimited run does not pay for one.
	 * @param now monotonic, ms
	 */
	admit(work: WorkItem, now: number): boolean | Promise<boolean> {
		const { upstreams, limiter } = this.#options;
		const upstream = upstreams.of(work);
		if (!upstream && !limiter) return true;
		const request = { work, upstream, askedAt: now };
		const answer = this.#try(request, now);
		return typeof answer === "boolean" ? answer : this.#tryAfter(answer, request);
	}

	/** See {@link Upstreams.ended}. */
	ended(work: WorkItem, end: AttemptResult | undefined, throttledForMs: number | undefined): Upstream | undefined {
		return this.#options.upstreams.ended(work, end, throttledForMs);
	}

	/** See {@link Upstreams.park}. */
	park(work: WorkItem, upstream: Upstream): void {
		this.#options.upstreams.park(work, upstream);
	}

	/** Lanes that wait for a permit of the rate limit. */
	get waitingForRateLimit(): number {
		return this.#options.limiter?.waiting ?? 0;
	}

	get blockedOn(): BlockedOn | undefined {
		return this.#options.upstreams.blockedOn;
	}

	get slowedBy(): SlowedBy | undefined {
		return this.#options.upstreams.slowedBy;
	}

	/** Time that the items that wait take at least, ms. */
	get waitMs(): number {
		const { upstreams } = this.#options;
		return Math.max(upstreams.waitMs, upstreams.blockedOn?.nextTryMs ?? 0);
	}

	/** See {@link Upstreams.tryNow}. */
	tryNow(): void {
		this.#options.upstreams.tryNow();
	}

	/** The run is stopped: lanes that wait are woken at once. Returns the items that were parked. */
	end(): readonly WorkItem[] {
		this.#isOver = true;
		this.#options.limiter?.end();
		return this.#options.upstreams.close();
	}

	async #tryAfter(wait: Promise<void>, request: Request): Promise<boolean> {
		await wait;
		for (;;) {
			const answer = this.#try(request, this.#options.clock.monotonic());
			if (typeof answer === "boolean") return answer;
			await answer;
		}
	}

	/** @returns the answer, or what to wait for before asking again */
	#try(request: Request, now: number): boolean | Promise<void> {
		const { gate, upstreams, limiter, onStopped } = this.#options;
		const { work, upstream, askedAt } = request;
		if (this.#isOver) {
			limiter?.dispatchNext();
			onStopped(work);
			return false;
		}
		// The run may have been paused, and the upstream gone, while the lane waited for a permit.
		const parked = gate.pass(now);
		if (parked) {
			// Lanes of another run must not wait for the permit that this lane was released for.
			if (gate.isHeld) limiter?.dispatchNext();
			return parked;
		}
		if (this.#joins(upstream)) {
			if (upstream) upstreams.join(work, upstream);
			return true;
		}
		if (upstream && upstream.readyAt() > now) {
			upstreams.park(work, upstream);
			limiter?.dispatchNext();
			return false;
		}
		const wait = limiter?.tryAcquire(askedAt);
		if (wait) return wait;
		this.#begin(work, upstream);
		return true;
	}

	#begin(work: WorkItem, upstream: Upstream | undefined): void {
		const { upstreams, limiter, openBatch } = this.#options;
		const batch = openBatch();
		const followers = batch ? batch.size - 1 : 0;
		if (batch) this.#lastBatch = { upstream, flushCount: batch.flushCount, left: followers };
		if (upstream) upstreams.begin(work, upstream, followers);
		if (followers > 0) limiter?.releaseFollowers(followers);
	}

	/** Whether the attempt can join the batch that was started last, and is not flushed yet. */
	#joins(upstream: Upstream | undefined): boolean {
		const batch = this.#lastBatch;
		if (!batch || batch.left === 0 || batch.upstream !== upstream) return false;
		if (this.#options.openBatch()?.flushCount !== batch.flushCount) return false;
		batch.left--;
		return true;
	}
}

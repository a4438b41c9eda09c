import { type Item, type Operation, OperationError } from "../../../src/engine/index.ts";
import type { ManualClock } from "./manualClock.ts";

/** Whether a request that comes at that time is let through. */
export type Limit = (now: number) => boolean;

/** At most `count` from each full second to the next. */
export function fixedWindow(count: number, offsetMs = 0): Limit {
	let window = -1;
	let used = 0;
	return (now) => {
		const at = Math.floor((now + offsetMs) / 1_000);
		if (at !== window) used = 0;
		window = at;
		return ++used <= count;
	};
}

/** At most `count` in any second. */
export function slidingLog(count: number): Limit {
	const times: number[] = [];
	return (now) => {
		while (times[0] !== undefined && times[0] <= now - 1_000) times.shift();
		if (times.length >= count) return false;
		times.push(now);
		return true;
	};
}

export function tokenBucket(perSecond: number, capacity: number): Limit {
	let tokens = capacity;
	let at = 0;
	return (now) => {
		tokens = Math.min(capacity, tokens + ((now - at) / 1_000) * perSecond);
		at = now;
		if (tokens < 1) return false;
		tokens--;
		return true;
	};
}

/** An upstream with a limit and outages, in the time of a test's clock. */
export class SimulatedServer {
	readonly #clock: ManualClock;
	/** When each request came. */
	readonly received: number[] = [];
	/** Requests that were refused by the limit. */
	refused = 0;
	latencyMs = 5;
	retryAfterMs = 1_000;
	limit: Limit = () => true;
	/** Nobody answers from the first time to the second. */
	outage: readonly [number, number] = [0, 0];

	constructor(clock: ManualClock) {
		this.#clock = clock;
	}

	/** Requests that came while nobody was there. */
	get lost(): readonly number[] {
		return this.received.filter((at) => this.#isDown(at));
	}

	operation(target: (item: Item) => string = () => "api.example"): Operation {
		return {
			target,
			run: async () => {
				const at = this.#clock.monotonic();
				this.received.push(at);
				const isRefused = !this.#isDown(at) && !this.limit(at);
				await new Promise<void>((resolve) => this.#clock.timer(this.latencyMs, resolve));
				if (this.#isDown(at) || this.#isDown(this.#clock.monotonic())) {
					throw new OperationError("Nobody is there.", { code: "ECONNREFUSED" });
				}
				if (!isRefused) return "done";
				this.refused++;
				throw new OperationError("Too many.", { code: 429, retryAfterMs: this.retryAfterMs });
			},
			dispose: async () => undefined,
		};
	}

	#isDown(at: number): boolean {
		const [from, to] = this.outage;
		return at >= from && at < to;
	}
}

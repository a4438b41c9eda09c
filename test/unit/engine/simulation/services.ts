import { OperationError } from "../../../../src/engine/index.ts";
import { seededRandom } from "../../../crash/seededRandom.ts";
import type { SimulatedClock } from "./simulatedClock.ts";

/**
 * Answers one request; throws to push back.
 * @param times how much longer than usual it takes
 */
export type Service = (times?: number) => Promise<void>;

export interface Noise {
	readonly seed: number;
	/** Of the durations' logarithm. */
	readonly sigma: number;
}

/** Takes `ms` for each request, however many there are. */
export function constantService(clock: SimulatedClock, ms: number, noise: Noise): Service {
	const factor = logNormal(noise);
	return (times = 1) => clock.wait(ms * times * factor());
}

/** Works on `workers` requests at a time; others queue. */
export function saturatingService(clock: SimulatedClock, workers: number, ms: number, noise: Noise): Service {
	const factor = logNormal(noise);
	/** When each worker will be free. */
	const free = Array.from({ length: workers }, () => 0);
	return (times = 1) => {
		const now = clock.monotonic();
		const next = free.indexOf(Math.min(...free));
		const endsAt = Math.max(now, free[next] ?? now) + ms * times * factor();
		free[next] = endsAt;
		return clock.wait(endsAt - now);
	};
}

/** Takes `perSecond` requests a second, and as many in one burst after a quiet second; refuses others at once. */
export function limitedService(clock: SimulatedClock, perSecond: number, ms: number, noise: Noise): Service {
	const factor = logNormal(noise);
	let tokens = perSecond;
	let countedAt = 0;
	return async (times = 1) => {
		const now = clock.monotonic();
		tokens = Math.min(perSecond, tokens + ((now - countedAt) / 1_000) * perSecond);
		countedAt = now;
		const isRefused = tokens < 1;
		if (!isRefused) tokens--;
		await clock.wait((isRefused ? refusalMs : ms * times) * factor());
		if (isRefused) throw new OperationError("Too many requests.", { code: 429 });
	};
}

const refusalMs = 10;

/** Factors with a median of 1, as durations over a network have them (Box-Muller). */
function logNormal({ seed, sigma }: Noise): () => number {
	const random = seededRandom(seed);
	return () => Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

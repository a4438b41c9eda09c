import { constantService, limitedService, type Noise, type Service, saturatingService } from "./services.ts";
import type { SimulatedClock } from "./simulatedClock.ts";

export interface Scenario {
	readonly name: string;
	readonly title: string;
	service(clock: SimulatedClock, noise: Noise): Service;
}

/** The three kinds of upstreams, as far as concurrency goes. */
export const scenarios: readonly Scenario[] = [
	{
		name: "constant",
		title: "A service that takes 100 ms, however much is asked of it",
		service: (clock, noise) => constantService(clock, 100, noise),
	},
	{
		name: "saturating",
		title: "A service that works on 16 requests at a time, 50 ms each",
		service: (clock, noise) => saturatingService(clock, 16, 50, noise),
	},
	{
		name: "limited",
		title: "A service that takes 200 requests a second, 100 ms each, and refuses others",
		service: (clock, noise) => limitedService(clock, 200, 100, noise),
	},
];

/** As uneven as durations over a good network. */
export const usualSigma = 0.3;
/** Settings among which the best one is looked for. */
export const fixedSettings = [1, 2, 4, 8, 12, 16, 20, 24, 32, 48, 64];

import { noTuning, type Tuning } from "../model/tuning.ts";
import type { LoadSample } from "./loadMeter.ts";

/** How many items may be worked on at once. */
export interface Width {
	readonly items: number;
	readonly tuning: Tuning;
	/** @param listener told when `items` has changed; there is one, the run */
	follow(listener: () => void): void;
	/** An attempt at an item has ended. Left out by who does not want to know. */
	ended?(sample: LoadSample): void;
}

/** As many as the job says. */
export function fixedWidth(items: number): Width {
	return { items, tuning: noTuning, follow: () => undefined };
}

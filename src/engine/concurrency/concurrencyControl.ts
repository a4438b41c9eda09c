import { noTuning, type Tuning } from "../model/tuning.ts";
import type { LoadSample } from "./loadMeter.ts";

/** How many items may be worked on at once. */
export interface ConcurrencyControl {
	readonly items: number;
	readonly tuning: Tuning;
	/** @param listener called when `items` has changed; there is only one, the run */
	onChange(listener: () => void): void;
	/** An attempt at an item has ended. Optional: only adaptive limits need it. */
	ended?(sample: LoadSample): void;
}

/** As many as the job says. */
export function fixedConcurrency(items: number): ConcurrencyControl {
	return { items, tuning: noTuning, onChange: () => undefined };
}

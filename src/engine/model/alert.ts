import type { AlertAction } from "./policies.ts";

export type AlertKind = "successRate" | "rateDrop" | "memory";

/** Something about a run that its job asks to be alerted to, as long as it lasts. */
export interface Alert {
	readonly kind: AlertKind;
	/** 0 to 1. */
	readonly value: number;
	/** What the job says: the value is below it for `successRate`, and at or above it for the others. */
	readonly threshold: number;
	readonly action: AlertAction;
	/** Wall clock, ms since the epoch. */
	readonly since: number;
	/**
	 * When the user was last to be notified about an alert of this kind; wall clock, ms since the epoch. A new value asks
	 * for a notice now: at most once a minute, however often the alert comes and goes.
	 */
	readonly noticedAt: number;
	/** Shown to the user; its numbers are at most a minute old. */
	readonly message: string;
}

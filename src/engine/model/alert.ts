import type { AlertAction } from "./policies.ts";

export type AlertKind = "successRate" | "rateDrop" | "memory";

/** Something about a run that its job wants to be told of, as long as it lasts. */
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
	 * When people were to be told of an alert of this kind last; wall clock, ms since the epoch. Another time than before
	 * asks to tell them now: that is at most once a minute, however often it comes and goes.
	 */
	readonly noticedAt: number;
	/** For people, with the numbers of a moment that is at most a minute ago. */
	readonly message: string;
}

import { formatPercent } from "../../base/format.ts";
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

/** Where there is little room: `success rate 62%`. */
export function alertLabel({ kind, value }: Alert): string {
	switch (kind) {
		case "successRate":
			return `success rate ${formatPercent(value)}`;
		case "rateDrop":
			return `rate down by ${formatPercent(value)}`;
		case "memory":
			return `memory at ${formatPercent(value)}`;
	}
}

/** That an alert of this kind no longer stands. */
export const alertOverText: Readonly<Record<AlertKind, string>> = {
	successRate: "The success rate is no longer too low.",
	rateDrop: "The rate is no longer far below that of the minutes before.",
	memory: "The process no longer takes too much memory.",
};

import type { Alert, AlertKind } from "../model/alert.ts";
import type { AlertRule } from "../model/policies.ts";

/** An alert is over only when its value is back by this much, so that it does not come and go with every item. */
const backBy = 0.05;
/** Ms between two notices of one kind, and between two updates of a standing alert's message. */
const noticeMs = 60_000;

/** What is measured, as a share from 0 to 1. */
export interface Reading {
	readonly value: number;
	/** Shown to the user; built only when it is needed. */
	message(): string;
}

/** One kind of alert, from raised to over. Times are running time, ms, except for those it shows. */
export class AlertLevel {
	readonly #kind: AlertKind;
	readonly #rule: AlertRule;
	readonly #patienceMs: number;
	#alert: Alert | undefined;
	#updatedAt = 0;
	#noticedAt: { readonly activeMs: number; readonly wallMs: number } | undefined;
	#isNoticed = false;
	#hasActed = false;
	/** It does not act again before this. */
	#patientUntil = 0;

	/** @param patienceMs how long it does not act after a resume, unless the value recovers meanwhile */
	constructor(kind: AlertKind, rule: AlertRule, patienceMs: number) {
		this.#kind = kind;
		this.#rule = rule;
		this.#patienceMs = patienceMs;
	}

	get alert(): Alert | undefined {
		return this.#alert;
	}

	/**
	 * Takes in what was measured.
	 * @param wallMs wall clock, ms since the epoch
	 * @returns the reason, if the alert is to pause or halt the run now
	 */
	judge(reading: Reading, activeMs: number, wallMs: number): string | undefined {
		const isBeyond = this.#isBeyond(reading.value);
		if (!isBeyond && (!this.#alert || this.#isBack(reading.value))) {
			this.#alert = undefined;
			this.#patientUntil = 0;
			return undefined;
		}
		if (!this.#alert) {
			this.#isNoticed = false;
			this.#hasActed = false;
		}
		const acts = isBeyond && this.#rule.action !== "notify" && !this.#hasActed && activeMs >= this.#patientUntil;
		const isNewNotice = acts || (!this.#isNoticed && this.#mayNotice(activeMs));
		if (isNewNotice) {
			this.#noticedAt = { activeMs, wallMs };
			this.#isNoticed = true;
		}
		if (!this.#alert || isNewNotice || activeMs - this.#updatedAt >= noticeMs) this.#update(reading, activeMs, wallMs);
		if (!acts) return undefined;
		this.#hasActed = true;
		return reading.message();
	}

	/** The run was resumed: whoever did that knew about an alert that stands. */
	resumed(activeMs: number): void {
		if (!this.#alert) return;
		this.#hasActed = false;
		this.#patientUntil = activeMs + this.#patienceMs;
	}

	#update({ value, message }: Reading, activeMs: number, wallMs: number): void {
		this.#updatedAt = activeMs;
		this.#alert = {
			kind: this.#kind,
			value,
			threshold: this.#rule.at,
			action: this.#rule.action,
			since: this.#alert?.since ?? wallMs,
			noticedAt: this.#noticedAt?.wallMs ?? wallMs,
			message: message(),
		};
	}

	#mayNotice(activeMs: number): boolean {
		return this.#noticedAt === undefined || activeMs - this.#noticedAt.activeMs >= noticeMs;
	}

	#isBeyond(value: number): boolean {
		return this.#kind === "successRate" ? value < this.#rule.at : value >= this.#rule.at;
	}

	/** Near the end of the scale, half of the way there is enough. */
	#isBack(value: number): boolean {
		const { at } = this.#rule;
		return this.#kind === "successRate"
			? value >= at + Math.min(backBy, (1 - at) / 2)
			: value < at - Math.min(backBy, at / 2);
	}
}

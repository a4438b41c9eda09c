import type { Alert, AlertKind } from "../model/alert.ts";
import type { AlertRule } from "../model/policies.ts";

/** An alert is over when its value is back by so much, so that it does not come and go with every item. */
const backBy = 0.05;
/** Ms between two notices of one kind, and between two wordings of an alert that stands. */
const noticeMs = 60_000;

/** What is measured, as a share from 0 to 1. */
export interface Reading {
	readonly value: number;
	/** For people, should it matter. */
	message(): string;
}

/** One kind of alert, from its being raised to its being over. Times are running time, ms, but for those it shows. */
export class AlertLevel {
	readonly #kind: AlertKind;
	readonly #rule: AlertRule;
	readonly #patienceMs: number;
	#alert: Alert | undefined;
	#wordedAt = 0;
	#noticedAt: { readonly activeMs: number; readonly wallMs: number } | undefined;
	#isNoticed = false;
	#hasActed = false;
	/** Not before this does it act again. */
	#patientUntil = 0;

	/** @param patienceMs for which a run that a person has let go on is left in peace, unless it has been well meanwhile */
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
	 * @returns why the run is not to go on as it does, where the alert is to pause or halt it now
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
		if (!this.#alert || isNewNotice || activeMs - this.#wordedAt >= noticeMs) this.#word(reading, activeMs, wallMs);
		if (!acts) return undefined;
		this.#hasActed = true;
		return reading.message();
	}

	/** The run goes on after it stood still: what stands was known to who let it go on. */
	resumed(activeMs: number): void {
		if (!this.#alert) return;
		this.#hasActed = false;
		this.#patientUntil = activeMs + this.#patienceMs;
	}

	#word({ value, message }: Reading, activeMs: number, wallMs: number): void {
		this.#wordedAt = activeMs;
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

	/** Near the end of the scale half the way there has to do. */
	#isBack(value: number): boolean {
		const { at } = this.#rule;
		return this.#kind === "successRate"
			? value >= at + Math.min(backBy, (1 - at) / 2)
			: value < at - Math.min(backBy, at / 2);
	}
}

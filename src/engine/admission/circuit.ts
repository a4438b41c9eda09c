import { isSqlState } from "../errors/databaseCodes.ts";
import type { Failure } from "../model/outcome.ts";

/** Failures in a row, with no answer in between, after which the upstream counts as down. */
export const downAfter = 5;
/** Wait before the first probe, ms; each further wait is twice as long, so that a short outage costs little. */
const firstWaitMs = 2_000;
/** Longest wait before a probe, ms: the end of a long outage is noticed within half a minute. */
const maxWaitMs = 30_000;
/** Probes (a minute and a half in all) after which an upstream that has never answered is not waited for any longer. */
const maxUnansweredProbes = 6;

/** Whether the upstream has answered, whatever it said: an HTTP status and the code of a database are answers. */
export function indicatesReachable(failure: Failure | undefined): boolean {
	if (failure === undefined) return true;
	const code = failure.code ?? "";
	return /^\d{3}$/.test(code) || isSqlState(code);
}

/**
 * Keeps attempts from going to an upstream that is down: a circuit breaker that opens after consecutive failures, and
 * closes again when one probe is answered (M. Nygard, "Release It!", 2018, section 5.2).
 */
export class Circuit {
	#failures = 0;
	#probes = 0;
	/** Undefined while closed. */
	#probeAt: number | undefined;
	#isProbing = false;
	#hasAnswered = false;
	#isAbandoned = false;

	get isOpen(): boolean {
		return this.#probeAt !== undefined;
	}

	/** The upstream has never answered, and was waited for long enough: attempts are let through again, to fail. */
	get isAbandoned(): boolean {
		return this.#isAbandoned;
	}

	/** Whether there is nothing to remember. */
	get isFresh(): boolean {
		return this.#failures === 0;
	}

	/** When the next attempt may begin; infinite while a probe is under way. Monotonic, ms. */
	get readyAt(): number {
		return this.#isProbing ? Number.POSITIVE_INFINITY : (this.#probeAt ?? Number.NEGATIVE_INFINITY);
	}

	/** @returns whether the attempt that begins is a probe */
	begin(): boolean {
		this.#isProbing = this.isOpen;
		return this.#isProbing;
	}

	/** The upstream is there, whatever it said. */
	answered(): void {
		this.#hasAnswered = true;
		this.#isAbandoned = false;
		this.#close();
	}

	/**
	 * @param isProbe false also for an attempt that started before the circuit opened, and is no news
	 * @param needed failures in a row after which it opens
	 */
	failed(isProbe: boolean, now: number, needed: number): void {
		this.#failures++;
		if (isProbe) {
			this.#isProbing = false;
			this.#probes++;
			this.#probeAt = now + Math.min(maxWaitMs, firstWaitMs * 2 ** this.#probes);
			if (this.#hasAnswered || this.#probes < maxUnansweredProbes) return;
			this.#close();
			this.#isAbandoned = true;
		} else if (!this.isOpen && !this.#isAbandoned && this.#failures >= needed) {
			this.#probeAt = now + firstWaitMs;
		}
	}

	/** The probe ended without reaching the upstream; the next attempt may take its place. */
	probeWasted(now: number): void {
		this.#isProbing = false;
		this.#probeAt = now;
	}

	/** The next probe may begin at once. */
	probeNow(now: number): void {
		if (this.#probeAt !== undefined) this.#probeAt = now;
	}

	/** Those so far were about somebody else. */
	forgetFailures(): void {
		if (!this.isOpen) this.#failures = 0;
	}

	#close(): void {
		this.#failures = 0;
		this.#probes = 0;
		this.#probeAt = undefined;
		this.#isProbing = false;
	}
}

import { formatDuration } from "../../base/format.ts";
import type { WorkItem } from "../items/workItem.ts";
import { AdaptiveRate } from "./adaptiveRate.ts";
import { Circuit } from "./circuit.ts";

/** Longest time that a server's word is taken for, ms: after that one attempt asks whether it still holds. */
const maxThrottleMs = 3_600_000;

/** Whom attempts go to, such as a host: whether it takes any, and the items that wait for it to. Times are monotonic, ms. */
export class Upstream {
	/** Undefined where the operation does not say whom it addresses; then nobody can be found to be down. */
	readonly name: string | undefined;
	readonly circuit = new Circuit();
	readonly rate = new AdaptiveRate();
	readonly parked: WorkItem[] = [];
	/** Of those parked, the one that was given out to begin now. */
	offered: WorkItem | undefined;
	inFlight = 0;
	#throttledUntil = Number.NEGATIVE_INFINITY;
	#reason = "";

	constructor(name: string | undefined) {
		this.name = name;
	}

	/** Items that have to do with it. */
	get items(): number {
		return this.parked.length + this.inFlight + (this.offered ? 1 : 0);
	}

	/** Whether it can be forgotten. */
	get isFresh(): boolean {
		return this.items === 0 && this.circuit.isFresh && this.rate.isFresh;
	}

	/** When the next attempt may begin; infinite where that depends on one under way. */
	readyAt(): number {
		const inFlight = this.name === undefined ? 0 : this.inFlight;
		return Math.max(this.blockedUntil(), this.rate.readyAt(inFlight));
	}

	/** The same, without what only slows it down: until then nothing goes on. */
	blockedUntil(): number {
		return Math.max(this.circuit.readyAt, this.#throttledUntil);
	}

	/** Why nothing goes on, for the user. */
	get reason(): string {
		return this.#reason;
	}

	/** @returns whether the attempt is a probe */
	begin(now: number): boolean {
		this.inFlight++;
		this.rate.begin(now);
		return this.circuit.begin();
	}

	/** It asks for no attempts for so long. @returns until when that is heeded */
	throttleFor(delayMs: number, now: number): number {
		const heededMs = Number.isNaN(delayMs) ? 0 : Math.min(Math.max(delayMs, 0), maxThrottleMs);
		if (now + heededMs > this.#throttledUntil) {
			this.#throttledUntil = now + heededMs;
			this.#reason = "It asks for no more requests until then.";
			if (delayMs > heededMs) {
				this.#reason = `It asks for no requests for ${formatDuration(delayMs)}; it is asked again after ${formatDuration(heededMs)}.`;
			}
		}
		return now + heededMs;
	}

	/** @param reason the failure's message */
	failed(isProbe: boolean, reason: string, now: number): void {
		this.circuit.failed(isProbe, now);
		if (this.circuit.isOpen) this.#reason = reason;
	}
}

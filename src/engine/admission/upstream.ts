import { formatDuration } from "../../base/format.ts";
import type { WorkItem } from "../items/workItem.ts";
import { AdaptiveRate } from "./adaptiveRate.ts";
import { Circuit } from "./circuit.ts";

/** Longest throttle that is followed, ms: after that one attempt checks whether it still holds. */
const maxThrottleMs = 3_600_000;

/** What attempts go to, such as a host: whether it takes any, and the items parked for it. Times are monotonic, ms. */
export class Upstream {
	/** Undefined where the operation does not say whom it addresses; such an upstream is never found to be down. */
	readonly name: string | undefined;
	readonly circuit = new Circuit();
	readonly rate = new AdaptiveRate();
	readonly parked: WorkItem[] = [];
	/** The parked item that was given out to begin now. */
	offered: WorkItem | undefined;
	inFlight = 0;
	#throttledUntil = Number.NEGATIVE_INFINITY;
	#reason = "";

	constructor(name: string | undefined) {
		this.name = name;
	}

	/** Items parked, offered or in flight. */
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

	/** Until when nothing gets through at all; the rate, which only slows attempts down, is left out. */
	blockedUntil(): number {
		return Math.max(this.circuit.readyAt, this.#throttledUntil);
	}

	/** Shown to the user: why nothing gets through. */
	get reason(): string {
		return this.#reason;
	}

	/** @returns whether the attempt is a probe */
	begin(now: number): boolean {
		this.inFlight++;
		this.rate.begin(now);
		return this.circuit.begin();
	}

	/** The upstream asks for no attempts for that long. @returns until when this is followed */
	throttleFor(delayMs: number, now: number): number {
		const throttleMs = Number.isNaN(delayMs) ? 0 : Math.min(Math.max(delayMs, 0), maxThrottleMs);
		if (now + throttleMs > this.#throttledUntil) {
			this.#throttledUntil = now + throttleMs;
			this.#reason = "It asks for no more requests until then.";
			if (delayMs > throttleMs) {
				this.#reason = `It asks for no requests for ${formatDuration(delayMs)}; it is asked again after ${formatDuration(throttleMs)}.`;
			}
		}
		return now + throttleMs;
	}

	/** @param reason the failure's message */
	failed(isProbe: boolean, reason: string, now: number): void {
		this.circuit.failed(isProbe, now);
		if (this.circuit.isOpen) this.#reason = reason;
	}
}

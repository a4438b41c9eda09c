import { formatDuration } from "../../base/format.ts";
import type { WorkItem } from "../items/workItem.ts";
import { Circuit } from "./circuit.ts";
import { LearntPace } from "./learntPace.ts";

/** Longest time that a server's word is taken for, ms: after that one attempt asks whether it still holds. */
const longestHoldMs = 3_600_000;

/** An attempt on its way to the other side. */
export interface Passage {
	readonly side: OtherSide;
	readonly isProbe: boolean;
	readonly startedAt: number;
	/** In a batch that another attempt stands for, which is heard instead of this one. */
	readonly isAlong?: boolean;
}

/** Whom attempts go to, such as a host: whether it takes any, and the items that wait for it to. Times are monotonic, ms. */
export class OtherSide {
	/** Undefined where the operation does not say whom it addresses; then nobody can be found to be down. */
	readonly name: string | undefined;
	readonly circuit = new Circuit();
	readonly pace = new LearntPace();
	readonly held: WorkItem[] = [];
	/** Of those held, the one that was given out to begin now. */
	offered: WorkItem | undefined;
	inFlight = 0;
	#heldUntil = Number.NEGATIVE_INFINITY;
	#reason = "";

	constructor(name: string | undefined) {
		this.name = name;
	}

	/** Items that have to do with it. */
	get items(): number {
		return this.held.length + this.inFlight + (this.offered ? 1 : 0);
	}

	/** Whether it can be forgotten. */
	get isFresh(): boolean {
		return this.items === 0 && this.circuit.isFresh && this.pace.isFresh;
	}

	/** When the next attempt may begin; infinite where that depends on one under way. */
	readyAt(): number {
		const inFlight = this.name === undefined ? 0 : this.inFlight;
		return Math.max(this.waitsUntil(), this.pace.readyAt(inFlight));
	}

	/** The same, without what is only pace: until then nothing goes on. */
	waitsUntil(): number {
		return Math.max(this.circuit.readyAt, this.#heldUntil);
	}

	/** Why nothing goes on, for people. */
	get reason(): string {
		return this.#reason;
	}

	begin(now: number): Passage {
		this.inFlight++;
		this.pace.begin(now);
		return { side: this, isProbe: this.circuit.begin(), startedAt: now };
	}

	/** It has said that nothing should come for so long. @returns until when that is heeded */
	holdBack(delayMs: number, now: number): number {
		const heldMs = Number.isNaN(delayMs) ? 0 : Math.min(Math.max(delayMs, 0), longestHoldMs);
		if (now + heldMs > this.#heldUntil) {
			this.#heldUntil = now + heldMs;
			this.#reason = "It asks for no more requests until then.";
			if (delayMs > heldMs) {
				this.#reason = `It asks for no requests for ${formatDuration(delayMs)}; it is asked again after ${formatDuration(heldMs)}.`;
			}
		}
		return now + heldMs;
	}

	/** @param reason the failure's message */
	failed({ isProbe }: Passage, reason: string, now: number): void {
		this.circuit.failed(isProbe, now);
		if (this.circuit.isOpen) this.#reason = reason;
	}
}

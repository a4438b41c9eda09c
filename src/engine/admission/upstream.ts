import { formatDuration } from "../../base/format.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { Outage } from "../model/outage.ts";
import { Circuit, downAfter } from "./circuit.ts";
import type { Pacing } from "./pacing.ts";

/** Longest throttle that is followed, ms: after that one attempt checks whether it still holds. */
const maxThrottleMs = 3_600_000;

/** What attempts go to, such as a host: whether it takes any, and the items parked for it. Times are monotonic, ms. */
export class Upstream {
	/** Undefined where the operation does not say whom it addresses: it is one upstream for all that it addresses. */
	readonly name: string | undefined;
	readonly circuit = new Circuit();
	readonly pacing: Pacing;
	/** Items that wait until the upstream takes them. */
	readonly parked: WorkItem[] = [];
	/** Items that were refused, and wait for their own time, the next one first. */
	readonly #delayed: WorkItem[] = [];
	/** The parked item that was given out to begin now. */
	offered: WorkItem | undefined;
	inFlight = 0;
	hasSucceeded = false;
	#throttledUntil = Number.NEGATIVE_INFINITY;
	/** What it has asked for, shown to the user. */
	#request = "";
	/** Of those that were not there last, where the operation does not say it before. */
	#address: string | undefined;
	/** Why nobody is there, shown to the user. */
	#outage = "";

	constructor(name: string | undefined, pacing: Pacing) {
		this.name = name;
		this.pacing = pacing;
	}

	/** Shown to the user. */
	get label(): string {
		return this.name ?? this.#address ?? "the other side";
	}

	/** Items parked, delayed, offered or in flight. */
	get items(): number {
		return this.parked.length + this.#delayed.length + this.inFlight + (this.offered ? 1 : 0);
	}

	/** Whether all of its items wait for a time of their own. */
	get onlyDelays(): boolean {
		return this.#delayed.length > 0 && this.items === this.#delayed.length;
	}

	/** When the first of the delayed items may be tried again; infinite where there is none. */
	get nextDelayedAt(): number {
		return this.#delayed[0]?.notBefore ?? Number.POSITIVE_INFINITY;
	}

	/** When the last of them may. */
	get lastDelayedAt(): number {
		return this.#delayed.at(-1)?.notBefore ?? Number.NEGATIVE_INFINITY;
	}

	/** Whether it can be forgotten. */
	get isFresh(): boolean {
		return this.items === 0 && this.circuit.isFresh && this.pacing.isFresh;
	}

	/** When the next attempt may begin; infinite where that depends on one under way. */
	readyAt(): number {
		const inFlight = this.name === undefined ? 0 : this.inFlight;
		return Math.max(this.blockedUntil(), this.pacing.readyAt(inFlight));
	}

	/** Until when nothing gets through at all; the rate, which only slows attempts down, is left out. */
	blockedUntil(): number {
		return Math.max(this.circuit.readyAt, this.#throttledUntil);
	}

	/** Whether nothing gets through. With an open circuit, nobody is known to be there until a probe is answered. */
	isBlocked(now: number): boolean {
		return this.circuit.isOpen || this.blockedUntil() > now;
	}

	/** Time until the next try, ms; 0 where it is due or under way. */
	nextTryMs(now: number): number {
		const blockedUntil = this.blockedUntil();
		const dueAt = this.circuit.isOpen ? now : this.nextDelayedAt;
		const at = blockedUntil > now ? blockedUntil : dueAt;
		return Number.isFinite(at) ? at - now : 0;
	}

	/** Whether attempts wait only for the rate that was learnt. */
	isPaced(now: number): boolean {
		return this.blockedUntil() <= now && this.pacing.perSecond(now) !== undefined;
	}

	/** Shown to the user: why nothing gets through. */
	get reason(): string {
		return this.circuit.isOpen ? this.#outage : this.#request;
	}

	/** @returns whether the attempt is a probe */
	begin(now: number): boolean {
		this.inFlight++;
		this.pacing.begin(now);
		return this.circuit.begin();
	}

	/** Keeps the item until its time has come. */
	delay(work: WorkItem): void {
		let at = this.#delayed.length;
		while (at > 0 && (this.#delayed[at - 1]?.notBefore ?? 0) > work.notBefore) at--;
		this.#delayed.splice(at, 0, work);
	}

	/** Items whose time has come are parked like others, before those that were never tried. */
	endDelays(now: number): void {
		let due = 0;
		while (due < this.#delayed.length && (this.#delayed[due]?.notBefore ?? 0) <= now) due++;
		if (due === 0) return;
		for (const work of this.#delayed.slice(0, due)) work.notBefore = Number.NEGATIVE_INFINITY;
		this.parked.unshift(...this.#delayed.splice(0, due));
	}

	/** The user ends all waits: for it to be there again, and for what it has asked for. */
	tryNow(now: number): void {
		this.circuit.probeNow(now);
		this.#throttledUntil = Number.NEGATIVE_INFINITY;
		this.endDelays(Number.POSITIVE_INFINITY);
	}

	/** Gives up all items that wait. */
	takeWaiting(): readonly WorkItem[] {
		return [...this.parked.splice(0), ...this.#delayed.splice(0)];
	}

	/** The upstream asks for no attempts for that long, and means all. */
	throttleFor(delayMs: number, now: number): void {
		this.#throttleUntil(now + this.#heeded(delayMs));
	}

	/** @returns until when an item has to wait that was refused, and told to wait for that long; monotonic, ms */
	heeds(delayMs: number, now: number): number {
		return now + this.#heeded(delayMs);
	}

	/** The upstream has refused an attempt, and asks for none for that long. What follows tells whether all are meant. */
	refused(startedAt: number, delayMs: number, now: number): void {
		const allUntil = this.pacing.refused({ startedAt, at: now, untilMs: this.heeds(delayMs, now) });
		if (allUntil !== undefined) this.#throttleUntil(allUntil);
	}

	/** The upstream has let an attempt through. */
	accepted(startedAt: number, now: number): void {
		const allUntil = this.pacing.accepted(startedAt, now);
		if (allUntil !== undefined) this.#throttleUntil(allUntil);
	}

	/** @returns for how long that is heeded, ms */
	#heeded(delayMs: number): number {
		const heededMs = Number.isNaN(delayMs) ? 0 : Math.min(Math.max(delayMs, 0), maxThrottleMs);
		this.#request = "It asks for no more requests until then.";
		if (delayMs > heededMs) {
			this.#request = `It asks for no requests for ${formatDuration(delayMs)}; it is asked again after ${formatDuration(heededMs)}.`;
		}
		return heededMs;
	}

	#throttleUntil(untilMs: number): void {
		this.#throttledUntil = Math.max(this.#throttledUntil, untilMs);
	}

	/**
	 * An attempt has found nobody there.
	 * @param message of its failure
	 * @param attempts of an item that the job allows
	 */
	failed(
		isProbe: boolean,
		{ outage, message }: { outage: Outage; message: string },
		now: number,
		attempts: number,
	): void {
		const { address, isUnread } = outage;
		const isElsewhere = address !== undefined && this.#address !== undefined && address !== this.#address;
		// Items of a module may go to many hosts: that some of these are down does not hold up the others.
		if (this.name === undefined && isElsewhere) this.circuit.forgetFailures();
		this.#address = address ?? this.#address;
		// Where there was no connection at all, an item has not failed for good before its upstream counts as down.
		this.circuit.failed(isProbe, now, isUnread ? Math.min(downAfter, Math.max(2, attempts)) : downAfter);
		if (this.circuit.isOpen) this.#outage = message;
	}
}

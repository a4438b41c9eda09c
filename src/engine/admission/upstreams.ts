import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { Ending } from "../attempts/attempts.ts";
import type { ItemFeed } from "../items/itemFeed.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { Item } from "../model/item.ts";
import type { HeldUp } from "../model/snapshot.ts";
import { saysDown, saysUp } from "./circuit.ts";
import { OtherSide, type Passage } from "./otherSide.ts";

/** Sides that are kept in mind; of more hosts than these, those that give no trouble are forgotten. */
const mostRemembered = 1_000;
/** An item may be turned away so often without it counting as one of its attempts. */
const mostExcused = 10;

export interface OtherSidesOptions {
	readonly clock: Clock;
	readonly feed: ItemFeed;
	/** Whom the item's attempt would address; undefined where the operation does not say. */
	readonly target: ((item: Item) => string | undefined) | undefined;
	/** Attempts of an item that the job allows. */
	readonly attempts: number;
	/** A side that has never answered is not waited for any longer. */
	onGivenUp(name: string, reason: string): void;
}

/**
 * Those whom a run's attempts go to. Items for one that takes none at the moment are set aside, hold no lane, and are
 * given out again one after the other when it does; the others go on.
 */
export class OtherSides {
	readonly #options: OtherSidesOptions;
	readonly #sides = new Map<string | undefined, OtherSide>();
	#timer: (Disposable & { readonly at: number }) | undefined;

	constructor(options: OtherSidesOptions) {
		this.#options = options;
	}

	/** @returns undefined where nothing is known of it that could keep the attempt from beginning */
	of(work: WorkItem): OtherSide | undefined {
		const { target } = this.#options;
		const name = target?.(work.item);
		return name === undefined ? this.#sides.get(undefined) : this.#sideNamed(name);
	}

	/** Keeps the item until the side takes it. */
	setAside(work: WorkItem, side: OtherSide): void {
		this.#options.feed.hold();
		if (side.offered === work) {
			side.offered = undefined;
			side.held.unshift(work);
		} else {
			side.held.push(work);
		}
		this.#offer(side);
	}

	/** @param companions so many more may come along */
	begin(work: WorkItem, side: OtherSide, companions: number): void {
		if (side.offered === work) side.offered = undefined;
		work.passage = side.begin(this.#options.clock.monotonic());
		for (const held of side.held.splice(0, companions)) this.#options.feed.giveHeld(held);
		this.#offer(side);
	}

	/** The attempt goes with another one that has begun. */
	join(work: WorkItem, side: OtherSide): void {
		if (side.offered === work) side.offered = undefined;
		work.passage = { side, isProbe: false, startedAt: this.#options.clock.monotonic(), isAlong: true };
		this.#offer(side);
	}

	/**
	 * Takes in how an attempt has ended.
	 * @param heldBackMs what the other side has asked for although the attempt succeeded
	 * @returns the side that the item is to wait for, where the attempt does not count
	 */
	ended(work: WorkItem, ending: Ending | undefined, heldBackMs: number | undefined): OtherSide | undefined {
		const { passage } = work;
		work.passage = undefined;
		const holdMs = heldBackMs ?? ending?.retryAfterMs;
		const side = passage?.side ?? (holdMs === undefined ? undefined : this.#sideNamed(undefined));
		if (!side) return undefined;
		const now = this.#options.clock.monotonic();
		const heldUntil = holdMs === undefined ? undefined : side.holdBack(holdMs, now);
		if (!passage?.isAlong) {
			const startedAt = passage?.startedAt ?? now - (ending?.durationMs ?? 0);
			if (ending?.failure && heldUntil !== undefined) side.pace.refused(startedAt, now, heldUntil);
			if (passage) this.#tell(passage, ending, now);
		}
		const isExcused = ending?.failure?.category === "retry" && this.#mayExcuse(work, side, heldUntil !== undefined);
		if (isExcused) work.excused++;
		this.#offer(side);
		return isExcused ? side : undefined;
	}

	/** The side that most items wait for, unless it only takes them one by one. */
	get heldUp(): HeldUp | undefined {
		const now = this.#options.clock.monotonic();
		let longest: OtherSide | undefined;
		for (const side of this.#sides.values()) {
			const waits = side.waitsUntil() > now && side.items > 0;
			if (waits && side.items > (longest?.items ?? 0)) longest = side;
		}
		if (!longest) return undefined;
		const nextTryMs = longest.waitsUntil() - now;
		return {
			for: longest.name ?? "the other side",
			reason: longest.reason,
			nextTryMs: Number.isFinite(nextTryMs) ? nextTryMs : 0,
		};
	}

	/** Gives out nothing more; returns the items that were waiting. */
	close(): readonly WorkItem[] {
		this.#timer?.dispose();
		return [...this.#sides.values()].flatMap((side) => side.held.splice(0));
	}

	/** What the end of an attempt says of whether anybody is there. */
	#tell(passage: Passage, ending: Ending | undefined, now: number): void {
		const { side, isProbe, startedAt } = passage;
		side.inFlight--;
		const { circuit, pace, name } = side;
		if (ending && (saysUp(ending.failure) || ending.retryAfterMs !== undefined)) {
			circuit.answered();
			if (!ending.failure) pace.succeeded(startedAt);
		} else if (ending?.failure && name !== undefined && saysDown(ending.failure)) {
			const wasGivenUp = circuit.isGivenUp;
			side.failed(passage, ending.failure.message, now);
			if (circuit.isGivenUp && !wasGivenUp) this.#options.onGivenUp(name, ending.failure.message);
		} else if (isProbe) {
			circuit.probeWasted(now);
		}
	}

	/** A job that never tries again may still do so where the item was turned away; not where nobody knows how far it got. */
	#mayExcuse({ excused }: WorkItem, { circuit }: OtherSide, isTurnedAway: boolean): boolean {
		return excused < mostExcused && (isTurnedAway || (circuit.isOpen && this.#options.attempts > 1));
	}

	/** Gives out the next item that waits for the side, now or when it takes one. */
	#offer(side: OtherSide): void {
		if (side.offered || side.held.length === 0) return;
		const at = side.readyAt();
		if (at > this.#options.clock.monotonic()) {
			if (Number.isFinite(at)) this.#wakeAt(at);
			return;
		}
		side.offered = side.held.shift();
		if (side.offered) this.#options.feed.giveHeld(side.offered);
	}

	#wakeAt(at: number): void {
		if (this.#timer && this.#timer.at <= at) return;
		this.#timer?.dispose();
		const { clock } = this.#options;
		const timer = clock.timer(Math.max(0, at - clock.monotonic()), () => {
			this.#timer = undefined;
			for (const side of this.#sides.values()) this.#offer(side);
		});
		this.#timer = { at, dispose: () => timer.dispose() };
	}

	#sideNamed(name: string | undefined): OtherSide {
		const known = this.#sides.get(name);
		if (known) return known;
		if (this.#sides.size >= mostRemembered) this.#forgetSome();
		const side = new OtherSide(name);
		this.#sides.set(name, side);
		return side;
	}

	#forgetSome(): void {
		for (const [name, side] of this.#sides) if (side.isFresh) this.#sides.delete(name);
	}
}

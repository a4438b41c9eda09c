import type { Clock } from "../../base/clock.ts";
import type { Ending } from "../attempts/attempts.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { Gate } from "../lifecycle/gate.ts";
import type { Gathering } from "../model/ports.ts";
import type { HeldUp } from "../model/snapshot.ts";
import type { OtherSide } from "./otherSide.ts";
import type { OtherSides } from "./otherSides.ts";
import type { Turns } from "./turns.ts";

export interface FlowOptions {
	readonly clock: Clock;
	readonly gate: Gate;
	readonly sides: OtherSides;
	/** Undefined without a rate limit. */
	readonly turns: Turns | undefined;
	/** Where items go in batches: a batch is one attempt for the other side, and takes one turn. */
	gathering(): Gathering | undefined;
	/** The run was stopped while the item waited. */
	onStopped(work: WorkItem): void;
}

/** When attempts may begin, where that is not at once: as the other side takes them, and by the job's rate limit. */
export class Flow {
	readonly #options: FlowOptions;
	/** The batch that was begun last: so many more may come along, as long as it has not departed. */
	#begun: { readonly side: OtherSide | undefined; readonly departures: number; left: number } | undefined;
	#isOver = false;

	constructor(options: FlowOptions) {
		this.#options = options;
	}

	/**
	 * Resolves when the item's attempt is to begin; to false when it was set aside, to be given out again, or the run was
	 * stopped.
	 */
	async clears(work: WorkItem): Promise<boolean> {
		const { clock, gate, sides, turns, onStopped } = this.#options;
		const side = sides.of(work);
		const askedAt = clock.monotonic();
		while (!this.#isOver) {
			const now = clock.monotonic();
			// The run may have been paused, and the other side gone, while the lane waited for its turn.
			const parked = gate.pass(now);
			if (parked) {
				// A turn that this lane was let go for would not come to those of another run.
				if (gate.isHeld) turns?.passOn();
				await parked;
			} else if (this.#joins(side)) {
				if (side) sides.join(work, side);
				return true;
			} else if (side && side.readyAt() > now) {
				sides.setAside(work, side);
				turns?.passOn();
				return false;
			} else {
				const turn = turns?.take(askedAt);
				if (!turn) {
					this.#begin(work, side);
					return true;
				}
				await turn;
			}
		}
		turns?.passOn();
		onStopped(work);
		return false;
	}

	#begin(work: WorkItem, side: OtherSide | undefined): void {
		const { sides, turns, gathering } = this.#options;
		const batch = gathering();
		const companions = batch ? batch.size - 1 : 0;
		if (batch) this.#begun = { side, departures: batch.departures, left: companions };
		if (side) sides.begin(work, side, companions);
		if (companions > 0) turns?.letAlong(companions);
	}

	/** Whether an attempt can go with a batch that was begun and has not departed. */
	#joins(side: OtherSide | undefined): boolean {
		const begun = this.#begun;
		if (!begun || begun.left === 0 || begun.side !== side) return false;
		if (this.#options.gathering()?.departures !== begun.departures) return false;
		begun.left--;
		return true;
	}

	/** See {@link OtherSides.ended}. */
	ended(work: WorkItem, ending: Ending | undefined, heldBackMs: number | undefined): OtherSide | undefined {
		return this.#options.sides.ended(work, ending, heldBackMs);
	}

	setAside(work: WorkItem, side: OtherSide): void {
		this.#options.sides.setAside(work, side);
	}

	/** Lanes that wait for their turn by the rate limit. */
	get waitForTurn(): number {
		return this.#options.turns?.waiting ?? 0;
	}

	get heldUp(): HeldUp | undefined {
		return this.#options.sides.heldUp;
	}

	/** The run is stopped: lanes that wait hear it at once. Returns the items that were set aside. */
	end(): readonly WorkItem[] {
		this.#isOver = true;
		this.#options.turns?.end();
		return this.#options.sides.close();
	}
}

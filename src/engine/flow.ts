import type { Clock } from "../base/clock.ts";
import type { Gate } from "./gate.ts";
import type { Turns } from "./turns.ts";

export interface FlowOptions {
	readonly clock: Clock;
	readonly gate: Gate;
	readonly turns: Turns;
}

/** When attempts may begin, where that is not at once: by the job's rate limit. */
export class Flow {
	readonly #options: FlowOptions;
	#isOver = false;

	constructor(options: FlowOptions) {
		this.#options = options;
	}

	/** Resolves when the item's attempt may begin; to false when the run was stopped meanwhile. */
	async clears(): Promise<boolean> {
		const { clock, gate, turns } = this.#options;
		const askedAt = clock.monotonic();
		while (!this.#isOver) {
			// The run may have been paused while the lane waited for its turn.
			const turn = gate.pass(clock.monotonic()) ?? turns.take(askedAt);
			if (!turn) return true;
			await turn;
		}
		return false;
	}

	/** The run is stopped: lanes that wait hear it at once. */
	end(): void {
		this.#isOver = true;
		this.#options.turns.end();
	}
}

import { type Checkpoint, type Commit, type Moved, noCounts, noneMoved, type Store } from "../src/engine/index.ts";
import { DoneSet } from "../src/engine/model/doneSet.ts";

/** Keeps nothing: what a run costs without its checkpoint. */
export class ForgetfulStore implements Store {
	readonly checkpoint: Checkpoint = {
		state: "queued",
		counts: noCounts,
		done: new DoneSet(),
		queued: 0,
		total: undefined,
		activeMs: 0,
		durations: [],
		sinks: {},
		position: undefined,
	};
	#settled = 0;

	async commit({ settled }: Commit): Promise<number> {
		this.#settled += settled.length;
		return this.#settled;
	}

	async queue(): Promise<Moved> {
		return noneMoved;
	}

	async skip(): Promise<Moved> {
		return noneMoved;
	}

	async takeQueued(): Promise<readonly []> {
		return [];
	}

	async failedItems(): Promise<readonly []> {
		return [];
	}

	async settledItems(): Promise<readonly []> {
		return [];
	}

	async writeTail(): Promise<void> {
		// Nothing ever failed.
	}

	async close(): Promise<void> {
		// Nothing is open.
	}
}

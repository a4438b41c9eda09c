import type { Gate } from "./gate.ts";
import type { RunLife } from "./runLife.ts";

/** Names of those who hold the gate; an alert holds it in the name of the person who wants it so. */
const [person, fullDisk] = ["person", "full disk"];

export interface PausesOptions {
	readonly life: RunLife;
	readonly gate: Gate;
	/** What waits for room on the disk should be written now. */
	tryDisk(): void;
}

/** Halts lanes while a person wants it so, or while the disk is full: a run is paused as long as one of them lasts. */
export class Pauses {
	readonly #options: PausesOptions;
	#isFull = false;
	/** Of the pause that only a person ends. */
	#reason: string | undefined;
	#isOver = false;

	constructor(options: PausesOptions) {
		this.#options = options;
	}

	/**
	 * @param reason undefined where the person did it
	 * @returns whether anything has changed
	 */
	pause(reason?: string): boolean {
		const { life, gate } = this.#options;
		const isPausedByDisk = life.state === "paused" && !gate.isHeldBy(person);
		if (this.#isOver || !(isPausedByDisk || life.move("pause", reason))) return false;
		this.#reason = reason;
		gate.hold(person);
		return true;
	}

	/** Goes on; where the disk is full, as soon as what waits could be written. @returns whether it goes on at once */
	resume(): boolean {
		const { life, gate, tryDisk } = this.#options;
		if (this.#isOver || life.state !== "paused") return false;
		gate.release(person);
		if (!this.#isFull) return life.move("resume");
		tryDisk();
		return false;
	}

	/** @param message the system's words; undefined when there is room again */
	diskIsFull(message: string | undefined): void {
		const { life, gate } = this.#options;
		this.#isFull = message !== undefined;
		if (message === undefined) {
			gate.release(fullDisk);
			if (gate.isHeldBy(person)) life.explain(this.#reason);
			else if (!this.#isOver) life.move("resume");
		} else {
			if (!this.#isOver) gate.hold(fullDisk);
			life.move("pause", message);
		}
	}

	/** Lets lanes go for good: the run ends, and nothing pauses it any more. */
	end(): void {
		this.#isOver = true;
		this.#options.gate.release(person);
		this.#options.gate.release(fullDisk);
	}
}

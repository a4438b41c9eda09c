import type { Gate } from "./gate.ts";
import type { RunStateMachine } from "./runStateMachine.ts";

export interface PauseControlOptions {
	readonly stateMachine: RunStateMachine;
	readonly gate: Gate;
	/** What waits for room on the disk should be written now. */
	retryDisk(): void;
}

/** Pauses the run while the user (or an alert) wants that, or the disk is full: as long as either of them lasts. */
export class PauseControl {
	readonly #options: PauseControlOptions;
	#isFull = false;
	/** Of the pause that only the user ends. */
	#reason: string | undefined;
	#isOver = false;

	constructor(options: PauseControlOptions) {
		this.#options = options;
	}

	/**
	 * @param reason undefined where the user asked for it
	 * @returns whether anything has changed
	 */
	pause(reason?: string): boolean {
		const { stateMachine, gate } = this.#options;
		const isPausedByDisk = stateMachine.state === "paused" && !gate.isHeldBy("user");
		if (this.#isOver || !(isPausedByDisk || stateMachine.move("pause", reason))) return false;
		this.#reason = reason;
		gate.hold("user");
		return true;
	}

	/** Resumes; on a full disk as soon as what waits could be written. @returns whether it resumed at once */
	resume(): boolean {
		const { stateMachine, gate, retryDisk } = this.#options;
		if (this.#isOver || stateMachine.state !== "paused") return false;
		gate.release("user");
		if (!this.#isFull) return stateMachine.move("resume");
		retryDisk();
		return false;
	}

	/** @param message the system's error message; undefined when there is room again */
	diskIsFull(message: string | undefined): void {
		const { stateMachine, gate } = this.#options;
		this.#isFull = message !== undefined;
		if (message === undefined) {
			gate.release("full disk");
			if (gate.isHeldBy("user")) stateMachine.explain(this.#reason);
			else if (!this.#isOver) stateMachine.move("resume");
		} else {
			if (!this.#isOver) gate.hold("full disk");
			stateMachine.move("pause", message);
		}
	}

	/** Lets lanes go for good: the run ends, and nothing pauses it any longer. */
	end(): void {
		this.#isOver = true;
		this.#options.gate.release("user");
		this.#options.gate.release("full disk");
	}
}

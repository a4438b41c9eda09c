import { Emitter, type Event } from "../../base/emitter.ts";
import type { Log } from "../model/ports.ts";
import { nextState, type RunEvent, type RunState } from "../model/runState.ts";

/** The state that a run is in, and why. */
export class RunStateMachine {
	/** The state has changed, or the reason for it. */
	readonly onDidChange: Event<void>;
	readonly #changed: Emitter<void>;
	#state: RunState;
	#reason: string | undefined;

	constructor(state: RunState, log: Log) {
		this.#state = state;
		this.#changed = new Emitter((error) => log.error("A listener of the run's state threw.", error));
		this.onDidChange = this.#changed.event;
	}

	get state(): RunState {
		return this.#state;
	}

	/** Where the state alone does not say why. */
	get reason(): string | undefined {
		return this.#reason;
	}

	/** @returns false where the event does not apply, and nothing has changed */
	move(event: RunEvent, reason?: string): boolean {
		const next = nextState(this.#state, event);
		if (!next) return false;
		this.#state = next;
		this.#reason = reason;
		this.#changed.fire();
		return true;
	}

	/** The state stays, but for another reason now. */
	explain(reason: string | undefined): void {
		this.#reason = reason;
		this.#changed.fire();
	}

	/** Starts or resumes. @throws Error from a state that allows neither */
	begin(): void {
		for (const event of ["start", "retry", "resume"] as const) if (this.move(event)) return;
		throw new Error(`A run that is ${this.#state} cannot be started.`);
	}
}

import { nextState, type RunEvent, type RunState } from "../model/runState.ts";

/** The state that a run is in, and why. Tells when it changes. */
export class RunLife {
	#state: RunState;
	#reason: string | undefined;
	readonly #onChange: () => void;

	constructor(state: RunState, onChange: () => void) {
		this.#state = state;
		this.#onChange = onChange;
	}

	get state(): RunState {
		return this.#state;
	}

	/** Where the state does not say it all. */
	get reason(): string | undefined {
		return this.#reason;
	}

	/** @returns false where the event does not apply, and nothing has changed */
	move(event: RunEvent, reason?: string): boolean {
		const next = nextState(this.#state, event);
		if (!next) return false;
		this.#state = next;
		this.#reason = reason;
		this.#onChange();
		return true;
	}

	/** The state stays; why it lasts is another reason now. */
	explain(reason: string | undefined): void {
		this.#reason = reason;
		this.#onChange();
	}

	/** From a state that a run can be begun or gone on from. */
	begin(): void {
		for (const event of ["start", "retry", "resume"] as const) if (this.move(event)) return;
		throw new Error(`A run that is ${this.#state} cannot be begun.`);
	}
}

import { exitCodes, type StopSignal } from "../texts/exitCode.ts";

/**
 * One Ctrl-C can arrive twice: from the terminal, and from npm, which passes on its own. Only what arrives later than
 * this was pressed again, ms.
 */
const echoMs = 500;

export interface StopHandler {
	/** Stops with the state saved; called once. */
	stop(): void;
	/** Called before the process is ended at once. */
	beforeForcedExit(): void;
}

/** The first signal asks to stop, the second ends the process. So does the first while there is nothing to save. */
export class StopSignals {
	#received: StopSignal | undefined;
	#receivedAt = 0;
	#handler: StopHandler | undefined;

	constructor() {
		// Never removed: a late Ctrl-C, while the report is written, would leave half of it.
		for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => this.#receive(signal));
	}

	/** The signal that asked to stop. */
	get received(): StopSignal | undefined {
		return this.#received;
	}

	handle(handler: StopHandler): void {
		this.#handler = handler;
	}

	#receive(signal: StopSignal): void {
		if (this.#received === signal && performance.now() - this.#receivedAt < echoMs) return;
		if (!this.#received && this.#handler) {
			this.#received = signal;
			this.#receivedAt = performance.now();
			this.#handler.stop();
			return;
		}
		this.#handler?.beforeForcedExit();
		process.exit(exitCodes[signal]);
	}
}

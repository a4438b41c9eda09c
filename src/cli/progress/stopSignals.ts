import { exitCodes, type StopSignal } from "../texts/exitCode.ts";

/**
 * One Ctrl-C can come twice: from the terminal, and from an npm that hands on what it got itself. Only what comes
 * later than this was pressed again, ms.
 */
const echoMs = 500;

export interface StopHandler {
	/** Stops with the state saved; hears of it once. */
	stop(): void;
	/** Comes before the process is ended at once. */
	beforeForcedExit(): void;
}

/** The first signal asks to stop, the second ends the process. So does the first while there is nothing to save. */
export class StopSignals {
	#received: StopSignal | undefined;
	#receivedAt = 0;
	#handler: StopHandler | undefined;

	constructor() {
		// Never taken away: at the end, while the report is written, a late Ctrl-C would still leave half of it.
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

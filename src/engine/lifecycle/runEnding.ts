import { Emitter, type Event } from "../../base/emitter.ts";
import type { Log } from "../model/ports.ts";
import type { RunEvent } from "../model/runState.ts";
import { StoppedError } from "../model/stoppedError.ts";

/** How a run ends before its work does. */
export interface EarlyEnd {
	readonly event: Extract<RunEvent, "halt" | "cancel">;
	/** Shown to the user; undefined where they asked for it. */
	readonly reason: string | undefined;
}

/**
 * Whether a run is to end before its work does. Built before every other part of a run, so that each of them can end
 * it; what happens then is up to the listeners. The first request counts.
 */
export class RunEnding {
	readonly onDidRequest: Event<EarlyEnd>;
	readonly #requested: Emitter<EarlyEnd>;
	readonly #controller = new AbortController();
	#early: EarlyEnd | undefined;
	#failure: { readonly error: unknown } | undefined;

	constructor(log: Log) {
		this.#requested = new Emitter((error) => log.error("The run could not be stopped cleanly.", error));
		this.onDidRequest = this.#requested.event;
	}

	/** Aborts when the run gives out no more items. */
	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	/** Undefined while nobody has asked for it. */
	get early(): EarlyEnd | undefined {
		return this.#early;
	}

	/** What keeps the run from recording anything more. */
	get failure(): { readonly error: unknown } | undefined {
		return this.#failure;
	}

	halt(reason: string | undefined): void {
		this.#request({ event: "halt", reason });
	}

	cancel(): void {
		this.#request({ event: "cancel", reason: undefined });
	}

	/** The store or a sink could not write, or the run itself has a bug. */
	fail(error: unknown): void {
		this.#failure ??= { error };
		this.halt(undefined);
	}

	/** All work is done: nothing is given out any more. */
	complete(): void {
		this.#controller.abort();
	}

	#request(end: EarlyEnd): void {
		if (this.#early) return;
		this.#early = end;
		this.#controller.abort(new StoppedError("The run was stopped."));
		this.#requested.fire(end);
	}
}

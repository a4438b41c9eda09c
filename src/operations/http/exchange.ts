import type { Dispatcher } from "undici";
import type { HttpResponse } from "./httpResponse.ts";

/** Longest body that is kept, bytes: results are JSON lines, and a longer one would be a download, not a result. */
export const maxBodyBytes = 10_000_000;

export interface ExchangeEnd {
	resolve(response: HttpResponse): void;
	/** It is on its way: from now on it may be done, whatever becomes of the connection. */
	sent(): void;
	abort(reason: unknown): void;
	fail(error: Error): void;
}

/**
 * One request under way. Not undici's `request`, which hears about an abort only once it has a connection, and does
 * not limit the body.
 */
export class Exchange implements Dispatcher.DispatchHandler {
	readonly #signal: AbortSignal;
	readonly #end: ExchangeEnd;
	#controller: Dispatcher.DispatchController | undefined;
	#status = 0;
	#headers: HttpResponse["headers"] = {};
	#size = 0;
	readonly #chunks: Buffer[] = [];
	readonly #onAbort = () => {
		this.#end.abort(this.#signal.reason);
		this.#controller?.abort(this.#signal.reason);
	};

	constructor(signal: AbortSignal, end: ExchangeEnd) {
		this.#signal = signal;
		this.#end = end;
		signal.addEventListener("abort", this.#onAbort);
	}

	/** The request has a connection, and is written to it next. */
	onRequestStart(controller: Dispatcher.DispatchController): void {
		this.#controller = controller;
		if (this.#signal.aborted) controller.abort(this.#signal.reason);
		else this.#end.sent();
	}

	/** Also called for interim responses (103 Early Hints); the final one comes last. */
	onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HttpResponse["headers"]): void {
		this.#status = status;
		this.#headers = headers;
	}

	onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
		this.#size += chunk.length;
		if (this.#size <= maxBodyBytes) {
			this.#chunks.push(chunk);
		} else {
			this.#answer(true);
			controller.abort(new Error("The response is too long."));
		}
	}

	onResponseEnd(): void {
		this.#answer(false);
	}

	onResponseError(_: Dispatcher.DispatchController, error: Error): void {
		this.#signal.removeEventListener("abort", this.#onAbort);
		this.#end.fail(error);
	}

	#answer(isCut: boolean): void {
		this.#signal.removeEventListener("abort", this.#onAbort);
		this.#end.resolve({ status: this.#status, headers: this.#headers, chunks: this.#chunks, isCut });
	}
}

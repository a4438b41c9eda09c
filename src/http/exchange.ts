import type { Dispatcher } from "undici";
import type { Connection, ConnectionUser } from "./agent.ts";
import type { HttpResponse } from "./httpResponse.ts";

/** Longest body that is kept, bytes: results are JSON lines, and a longer one would be a download, not a result. */
export const maxBodyBytes = 10_000_000;

/** Codes of a connection that the other side has closed. */
const closed: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** What an exchange knows of its answer. */
export type ExchangeResponse = Omit<HttpResponse, "proxy" | "brokenBy">;

export interface ExchangeEnd {
	resolve(response: ExchangeResponse): void;
	/** It is on its way: from now on it may be done, whatever becomes of the connection. */
	sent(): void;
	/** Its answer begins. */
	began(): void;
	abort(reason: unknown): void;
	fail(error: Error): void;
}

/**
 * One request under way. Not undici's `request`, which hears about an abort only once it has a connection, and does
 * not limit the body.
 */
export class Exchange implements Dispatcher.DispatchHandler, ConnectionUser {
	connection: Connection | undefined;
	onAnswered: (() => void) | undefined;
	/** Its connection has answered other requests before. */
	#isReused = false;
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
		this.#isReused = (this.connection?.answered ?? 0) > 0;
		if (this.#signal.aborted) controller.abort(this.#signal.reason);
		else this.#end.sent();
	}

	/** Also called for interim responses (103 Early Hints); the final one comes last. */
	onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HttpResponse["headers"]): void {
		if (this.#status === 0) this.#end.began();
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
		this.onAnswered?.();
		this.#answer(false);
	}

	onResponseError(_: Dispatcher.DispatchController, error: Error): void {
		this.#signal.removeEventListener("abort", this.#onAbort);
		this.#end.fail(error);
	}

	/** Whether it was sent over a connection that the other side had closed while nobody used it. */
	wasStale(error: Error): boolean {
		const { code } = error as NodeJS.ErrnoException;
		return this.#isReused && this.#status === 0 && code !== undefined && closed.has(code) && !this.#signal.aborted;
	}

	/** The answer as far as it has come; undefined before its status has. An interim one (1xx) is none. */
	get begun(): ExchangeResponse | undefined {
		return this.#status < 200 ? undefined : this.#response(false);
	}

	#answer(isCut: boolean): void {
		this.#signal.removeEventListener("abort", this.#onAbort);
		this.#end.resolve(this.#response(isCut));
	}

	#response(isCut: boolean): ExchangeResponse {
		return { status: this.#status, headers: this.#headers, chunks: this.#chunks, isCut };
	}
}

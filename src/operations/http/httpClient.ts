import { setMaxListeners } from "node:events";
import type { Agent } from "undici";
import type { Attempt } from "../../engine/index.ts";
import { connectionError } from "./connectionError.ts";
import { Exchange } from "./exchange.ts";
import { type HttpRequest, isChanging } from "./httpRequest.ts";
import type { HttpResponse } from "./httpResponse.ts";

/** A server that has not even accepted a connection by then is down. */
const connectTimeoutMs = 10_000;

/** Sends requests over connections that are reused. */
export class HttpClient {
	readonly #agent: Agent;
	readonly #closing: AbortController;

	/** @param connections open at once to the same host, at most */
	static async create(connections: number): Promise<HttpClient> {
		// Imported only now: loading it takes longer than an extension's whole activation may.
		const { Agent } = await import("./agent.ts");
		const closing = new AbortController();
		// Each connection adds a listener to it, and there may be a thousand.
		setMaxListeners(0, closing.signal);
		const agent = new Agent({
			connections,
			// A request must not wait behind a slow one on the same connection.
			pipelining: 1,
			// The attempt has a time limit of its own.
			headersTimeout: 0,
			bodyTimeout: 0,
			// Without the signal, a connection that is still being made outlives the agent.
			connect: { timeout: connectTimeoutMs, signal: closing.signal },
		});
		return new HttpClient(agent, closing);
	}

	private constructor(agent: Agent, closing: AbortController) {
		this.#agent = agent;
		this.#closing = closing;
	}

	/** @throws OperationError where there was no answer; the signal's reason, at once, when it aborts */
	send(request: HttpRequest, { signal, sent }: Pick<Attempt, "signal" | "sent">): Promise<HttpResponse> {
		return new Promise((resolve, reject) => {
			signal.throwIfAborted();
			let isSent = false;
			const exchange = new Exchange(signal, {
				resolve,
				sent() {
					isSent = true;
					if (isChanging(request)) sent();
				},
				abort: reject,
				fail: (error) => reject(connectionError(request, error, isSent)),
			});
			const { method, url, headers, body } = request;
			const path = url.pathname + url.search;
			this.#agent.dispatch({ origin: url.origin, path, method, headers: headers as string[], body }, exchange);
		});
	}

	/** Ends every connection, whatever is under way on it. */
	async close(): Promise<void> {
		this.#closing.abort();
		await this.#agent.destroy();
	}
}

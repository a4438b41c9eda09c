import { setMaxListeners } from "node:events";
import type { Dispatcher } from "undici";
import type { Attempt } from "../engine/index.ts";
import type { InterruptedPolicy } from "../engine/model/policies.ts";
import type { AgentOptions, RequestOptions } from "./agent.ts";
import type { Exchange } from "./exchange.ts";
import { type HttpRequest, isChanging, isRepeatable } from "./httpRequest.ts";
import type { HttpResponse } from "./httpResponse.ts";
import type { HttpProxy, Proxies } from "./proxies.ts";
import { Sending } from "./sending.ts";
import { StaleProbes } from "./staleProbes.ts";

const connectTimeoutMs = 10_000;

export interface ClientOptions {
	/** Open at once to the same host, at most. */
	readonly connections: number;
	readonly proxies: Proxies;
	/** With anything but `retry`, what changes something is sent once, whatever becomes of its connection. */
	readonly interrupted: InterruptedPolicy;
}

type Agents = typeof import("./agent.ts");

/** Sends requests over connections that are reused, directly or through a proxy. */
export class HttpClient {
	readonly #options: ClientOptions;
	readonly #agents: Agents;
	readonly #agentOptions: AgentOptions;
	readonly #direct: Dispatcher;
	/** By the proxy's origin. */
	readonly #tunnels = new Map<string, Dispatcher>();
	readonly #probes = new StaleProbes();
	readonly #closing: AbortController;

	static async create(options: ClientOptions): Promise<HttpClient> {
		return new HttpClient(options, await import("./agent.ts"));
	}

	private constructor(options: ClientOptions, agents: Agents) {
		this.#options = options;
		this.#agents = agents;
		this.#closing = new AbortController();
		// Each connection adds a listener to it, and there may be a thousand.
		setMaxListeners(0, this.#closing.signal);
		this.#agentOptions = { connections: options.connections, connectTimeoutMs, signal: this.#closing.signal };
		this.#direct = agents.directAgent(this.#agentOptions);
	}

	/** @throws OperationError where there was no answer; the signal's reason, at once, when it aborts */
	async send(request: HttpRequest, attempt: Pick<Attempt, "signal" | "sent">): Promise<HttpResponse> {
		attempt.signal.throwIfAborted();
		const proxy = this.#options.proxies.of(request.url);
		const mayResend = this.#mayResend(request);
		const dispatch = (exchange: Exchange) => this.#dispatch(request, proxy, exchange);
		return new Sending(request, attempt, { proxy, mayResend, probes: this.#probes, dispatch }).run();
	}

	/** Ends every connection, whatever is under way on it. */
	async close(): Promise<void> {
		this.#closing.abort();
		await Promise.all([this.#direct, ...this.#tunnels.values()].map((agent) => agent.destroy()));
	}

	#mayResend(request: HttpRequest): boolean {
		return isChanging(request) ? this.#options.interrupted === "retry" && isRepeatable(request) : isRepeatable(request);
	}

	#dispatch({ method, url, headers, body }: HttpRequest, proxy: HttpProxy | undefined, exchange: Exchange): void {
		const path = url.pathname + url.search;
		const direct = { method, origin: url.origin, path, headers: headers as string[], body };
		const options = { ...direct, user: exchange } as RequestOptions;
		if (!proxy) this.#direct.dispatch(options, exchange);
		else if (url.protocol === "https:") this.#tunnel(proxy).dispatch(options, exchange);
		else this.#direct.dispatch({ ...options, ...inClear(proxy, url, headers) }, exchange);
	}

	#tunnel(proxy: HttpProxy): Dispatcher {
		let tunnel = this.#tunnels.get(proxy.name);
		if (!tunnel) {
			tunnel = this.#agents.tunnelAgent(proxy, this.#agentOptions);
			this.#tunnels.set(proxy.name, tunnel);
		}
		return tunnel;
	}
}

/** What asks the proxy for the URL itself (RFC 9112, section 3.2.2). */
function inClear({ url: { origin }, authorization }: HttpProxy, url: URL, headers: readonly string[]) {
	const hasHost = headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === "host");
	return {
		origin,
		path: url.origin + url.pathname + url.search,
		headers: [
			...headers,
			...(hasHost ? [] : ["host", url.host]),
			...(authorization === undefined ? [] : ["proxy-authorization", authorization]),
		],
	};
}

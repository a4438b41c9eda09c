/** For the client's `import()` alone: loading undici takes longer than an extension's whole activation may. */
import { Agent, Client, type Dispatcher, Pool, ProxyAgent } from "undici";
import type { HttpProxy } from "./proxies.ts";

/** A connection that requests go over, one after the other. */
export interface Connection {
	/** Requests that it has answered. */
	readonly answered: number;
}

/** A request's options; undici hands them on as they are, while it wraps the handler. */
export interface RequestOptions extends Dispatcher.DispatchOptions {
	readonly user: ConnectionUser;
}

/** Wants to know its connection. */
export interface ConnectionUser {
	connection: Connection | undefined;
	/** It has its whole answer. */
	onAnswered: (() => void) | undefined;
}

export interface AgentOptions {
	/** Open at once to the same host, at most. */
	readonly connections: number;
	/** A host that has not even accepted a connection by then is down. */
	readonly connectTimeoutMs: number;
	/** Ends connections that are still being made: these outlive the agent. */
	readonly signal: AbortSignal;
}

/** Has one connection at a time, and counts what that has answered. */
class CountingClient extends Client implements Connection {
	answered = 0;
	readonly #onAnswered = () => {
		this.answered++;
	};

	constructor(...options: ConstructorParameters<typeof Client>) {
		super(...options);
		this.on("connect", () => {
			this.answered = 0;
		});
	}

	override dispatch(...[options, handler]: Parameters<Client["dispatch"]>): boolean {
		const { user } = options as Partial<RequestOptions>;
		if (user) {
			user.connection = this;
			user.onAnswered = this.#onAnswered;
		}
		return super.dispatch(options, handler);
	}
}

/** Requests without a proxy, and those that a proxy gets in clear. */
export function directAgent(options: AgentOptions): Agent {
	const { connectTimeoutMs, signal } = options;
	return new Agent({ ...shared(options), connect: { timeout: connectTimeoutMs, signal } });
}

/** Requests through a tunnel that the proxy makes, of which it cannot read anything. */
export function tunnelAgent({ url, authorization }: HttpProxy, options: AgentOptions): ProxyAgent {
	const { connectTimeoutMs, signal } = options;
	return new ProxyAgent({
		...shared(options),
		uri: url.href,
		...(authorization === undefined ? {} : { token: authorization }),
		proxyTls: { timeout: connectTimeoutMs, signal } as object,
		requestTls: { timeout: connectTimeoutMs, signal } as object,
		clientFactory: (origin, clientOptions) => new Pool(origin, { ...clientOptions, headersTimeout: connectTimeoutMs }),
	});
}

function shared({ connections }: AgentOptions) {
	return {
		connections,
		// A request must not wait behind a slow one on the same connection.
		pipelining: 1,
		// The attempt has a time limit of its own.
		headersTimeout: 0,
		bodyTimeout: 0,
		factory: (origin: string | URL, options: object) =>
			new Pool(origin, { ...options, factory: (to, clientOptions) => new CountingClient(to, clientOptions) }),
	};
}

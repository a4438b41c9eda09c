import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answer = (url: URL, request: IncomingMessage, response: ServerResponse) => unknown;

/** An API on loopback: what its answer returns is sent as JSON, unless the answer was sent already. */
export class PageServer {
	readonly asked: string[] = [];
	readonly #server: Server;
	#answer: Answer = () => [];

	private constructor(server: Server) {
		this.#server = server;
		server.on("request", (request, response) => {
			const url = new URL(request.url ?? "/", this.origin);
			this.asked.push(url.pathname + url.search);
			const body = this.#answer(url, request, response);
			if (response.writableEnded || body === undefined) return;
			response.setHeader("content-type", "application/json");
			response.end(typeof body === "string" ? body : JSON.stringify(body));
		});
	}

	static async start(): Promise<PageServer> {
		const server = createServer().listen(0, "127.0.0.1");
		await once(server, "listening");
		server.unref();
		return new PageServer(server);
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** From now on. */
	answer(answer: Answer): void {
		this.#answer = answer;
		this.asked.length = 0;
	}

	stop(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}
}

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on loopback that dies after a number of requests, and comes back on the same port. */
export class MortalServer {
	#server: Server | undefined;
	#port = 0;
	#served = 0;
	#comesBack: Promise<void> | undefined;
	readonly #diesAfter: number;
	readonly #outageMs: number;

	static async create(diesAfter: number, outageMs: number): Promise<MortalServer> {
		const server = new MortalServer(diesAfter, outageMs);
		await server.#listen();
		return server;
	}

	private constructor(diesAfter: number, outageMs: number) {
		this.#diesAfter = diesAfter;
		this.#outageMs = outageMs;
	}

	get origin(): string {
		return `http://127.0.0.1:${this.#port}`;
	}

	get isThere(): boolean {
		return this.#server?.listening === true;
	}

	async dispose(): Promise<void> {
		await this.#comesBack;
		this.#close();
	}

	async #listen(): Promise<void> {
		this.#server = createServer((_, response) => {
			// A moment's work, so that some requests are under way at any time.
			setTimeout(() => {
				response.end("done");
				if (++this.#served === this.#diesAfter) this.#die();
			}, 2);
		});
		this.#server.listen(this.#port, "127.0.0.1");
		await once(this.#server, "listening");
		this.#port = (this.#server.address() as AddressInfo).port;
	}

	#die(): void {
		this.#close();
		this.#comesBack = new Promise((resolve, reject) => {
			setTimeout(() => this.#listen().then(resolve, reject), this.#outageMs);
		});
	}

	#close(): void {
		this.#server?.close();
		this.#server?.closeAllConnections();
	}
}

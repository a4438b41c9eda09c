import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { json } from "node:stream/consumers";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { ItemEvents } from "./itemEvents.ts";
import type { Effects, Moments, Witness } from "./witness.ts";

/** A server on loopback. Work waits for its answer, so that each effect is known here before the work continues. */
export class ServerWitness implements Witness {
	readonly #events: ItemEvents;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	private constructor(events: ItemEvents, server: Server) {
		this.#events = events;
		this.#server = server;
		server.on("connection", (socket: Socket) => {
			this.#sockets.add(socket);
			// A process that is killed resets its connections.
			socket.on("error", () => socket.destroy());
			socket.on("close", () => this.#sockets.delete(socket));
		});
	}

	static async start(serverOf: (events: ItemEvents) => Server): Promise<ServerWitness> {
		const events = new ItemEvents();
		const server = serverOf(events);
		const witness = new ServerWitness(events, server);
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		return witness;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get moments(): Moments {
		return this.#events.moments;
	}

	effects(): Effects {
		return this.#events.effects();
	}

	/** Its connections end with the process, and everything that came through them has been read by then. */
	async settled(): Promise<void> {
		do {
			await Promise.all([...this.#sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
			// Connections that it had just made are accepted between these two.
			await turn();
			await turn();
		} while (this.#sockets.size > 0);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, "close");
	}
}

/** Takes the lines of `work/work.mjs`. */
export function lineServer(events: ItemEvents): Server {
	return createServer((socket) => {
		let rest = "";
		socket.setEncoding("utf8").on("data", (text: string) => {
			const lines = (rest + text).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) events.told(line);
			socket.write(".".repeat(lines.length));
		});
	});
}

interface Sent {
	readonly n: number;
	readonly ms: number;
}

/** Takes requests for an item, or for a list of them, and works on what they ask for itself. */
export function requestServer(events: ItemEvents): Server {
	// Otherwise it closes connections that are not used for a while, and requests cross that on their way.
	return createHttpServer({ keepAliveTimeout: 0 }, async (request, response) => {
		const sent = await json(request).catch(() => undefined);
		// The process was killed before it had sent all of it.
		if (sent === undefined) return;
		const items = (Array.isArray(sent) ? sent : [sent]) as readonly Sent[];
		for (const { n } of items) events.began(n);
		await sleep(Math.max(...items.map(({ ms }) => ms)));
		// Nobody is there who could hear that it ended.
		if (request.socket.destroyed) return;
		for (const { n } of items) events.ended(n);
		response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(sent));
	});
}

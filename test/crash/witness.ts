import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** What an item's work did in the outside world. */
export interface Event {
	readonly kind: "began" | "ended";
	readonly index: number;
}

/**
 * The world that items affect: a server in this process, which outlives the one that is killed. Work waits for its
 * answer, so that each effect is known here before the work continues.
 */
export class Witness implements AsyncDisposable {
	readonly events: Event[] = [];
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	#onEvent: (() => void) | undefined;

	private constructor(server: Server) {
		this.#server = server;
	}

	static async start(): Promise<Witness> {
		const witness = new Witness(createServer((socket) => witness.#hear(socket)));
		witness.#server.listen(0, "127.0.0.1");
		await once(witness.#server, "listening");
		return witness;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** Calls back at the `count`th event from now on. */
	after(count: number, callback: () => void): void {
		let left = count;
		this.#onEvent = () => {
			if (--left > 0) return;
			this.#onEvent = undefined;
			callback();
		};
	}

	/** Drops the callback: the process that was to be killed has ended. */
	stopCounting(): void {
		this.#onEvent = undefined;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, "close");
	}

	#hear(socket: Socket): void {
		this.#sockets.add(socket);
		let rest = "";
		socket.setEncoding("utf8").on("data", (text: string) => {
			const lines = (rest + text).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) {
				this.events.push({ kind: line[0] === "b" ? "began" : "ended", index: Number(line.slice(1)) });
				this.#onEvent?.();
			}
			socket.write(".".repeat(lines.length));
		});
		// A process that is killed resets its connections.
		socket.on("error", () => socket.destroy());
		socket.on("close", () => this.#sockets.delete(socket));
	}
}

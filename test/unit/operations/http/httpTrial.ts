import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { z } from "zod";
import type { LiveAttempt } from "../../../../src/engine/attempts/liveAttempt.ts";
import type { Item } from "../../../../src/engine/index.ts";
import { httpOperation } from "../../../../src/operations/http/http.ts";
import type { OperationContext, PreparedOperation } from "../../../../src/operations/operationKind.ts";
import { attemptAt } from "../trialAttempt.ts";

export interface Received {
	readonly method: string | undefined;
	/** As it came, still encoded. */
	readonly path: string | undefined;
	readonly headers: IncomingMessage["headers"];
	readonly body: string;
}

/** What an operation is prepared with. */
export interface TrialContext extends Partial<Pick<OperationContext, "concurrency" | "interrupted" | "proxies">> {
	readonly values?: Readonly<Record<string, string>>;
}

type Answer = (response: ServerResponse, request: Received) => void;

/** A server on loopback that remembers what it was sent, and operations that send it. */
export class HttpTrial {
	/** `http://127.0.0.1:1234` */
	readonly origin: string;
	readonly received: Received[] = [];
	/** Connections that clients have made, in all. */
	readonly sockets: Socket[] = [];
	/** What the server does with a request. */
	answer: Answer = (response) => json(response, 200, { ok: true });
	readonly #server: Server;
	readonly #operations: PreparedOperation[] = [];

	static async create(): Promise<HttpTrial> {
		const server = createServer();
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		return new HttpTrial(server);
	}

	private constructor(server: Server) {
		this.#server = server;
		this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		server.on("connection", (socket) => this.sockets.push(socket));
		server.on("request", async (request, response) => {
			const received = {
				method: request.method,
				path: request.url,
				headers: request.headers,
				body: await text(request),
			};
			this.received.push(received);
			this.answer(response, received);
		});
	}

	/** The last request so far. */
	get last(): Received {
		const last = this.received.at(-1);
		if (!last) throw new Error("Nothing was received.");
		return last;
	}

	async prepare(
		settings: z.input<typeof httpOperation.schema>,
		{ concurrency = 4, values = {}, ...context }: TrialContext = {},
	): Promise<PreparedOperation> {
		const operation = await httpOperation.prepare(httpOperation.schema.parse(settings), {
			baseFolder: "/",
			runId: "run-1",
			variables: { get: (name) => values[name], secrets: [] },
			concurrency,
			...context,
			log: { info: () => undefined, warn: () => undefined, error: () => undefined },
		});
		this.#operations.push(operation);
		return operation;
	}

	/** Sends one value, and returns the result. */
	async send(
		settings: z.input<typeof httpOperation.schema>,
		value: unknown,
		values: Record<string, string> = {},
	): Promise<unknown> {
		const operation = await this.prepare(settings, { values });
		return operation.run(itemOf(value), attempt());
	}

	async dispose(): Promise<void> {
		for (const operation of this.#operations) await operation.dispose();
		this.#server.close();
		this.#server.closeAllConnections();
	}
}

export function json(response: ServerResponse, status: number, value: unknown): void {
	response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
}

export function itemOf(value: unknown, index = 0): Item {
	return { index, key: `k${index}`, value, location: undefined, problem: undefined };
}

export function attempt(number = 1, key = "k0", index = 0): LiveAttempt {
	return attemptAt(key, number, index);
}

import { Worker } from "node:worker_threads";
import { fromPlainError } from "../errors/plainError.ts";
import type { ExchangeKind, Exchanges, Reply, Request } from "./storeProtocol.ts";

/**
 * Room for new objects in the thread, MB. The thread keeps none for longer than a commit, yet V8 would take 8 MB in a
 * thread that the command line starts, and up to 48 elsewhere; with 2, runs of fast items take no longer.
 */
const youngMb = 2;

interface Waiting {
	resolve(value: never): void;
	reject(error: Error): void;
}

/** The store's thread as seen from outside. It keeps the process alive only while a reply is awaited. */
export class StoreLink {
	readonly #worker: Worker;
	readonly #waiting: Waiting[] = [];
	readonly #exited: Promise<void>;
	/** Why requests are rejected from now on. */
	#ended: Error | undefined;

	/** @param file that the thread starts from */
	constructor(file: string) {
		this.#worker = new Worker(file, { name: "batchline store", resourceLimits: { maxYoungGenerationSizeMb: youngMb } });
		this.#worker.on("message", (reply: Reply) => this.#take(reply));
		this.#worker.on("error", (error) =>
			this.#end(new Error(`The store's thread failed: ${error.message}`, { cause: error })),
		);
		this.#exited = new Promise((resolve) => {
			this.#worker.once("exit", (code) => {
				this.#end(new Error(`The store's thread has ended (exit code ${code}).`));
				resolve();
			});
		});
		this.#worker.unref();
	}

	/** @param transfer buffers of `ask` that move to the thread, and are empty here afterwards */
	ask<K extends ExchangeKind>(
		kind: K,
		ask: Exchanges[K]["ask"],
		transfer: readonly ArrayBuffer[] = [],
	): Promise<Exchanges[K]["reply"]> {
		return new Promise((resolve, reject) => {
			if (this.#ended) {
				reject(this.#ended);
				return;
			}
			this.#worker.postMessage({ kind, ask } as Request, transfer);
			if (this.#waiting.push({ resolve, reject }) === 1) this.#worker.ref();
		});
	}

	/** Finishes pending requests, then ends the thread. Further requests are rejected. */
	async close(): Promise<void> {
		try {
			const closed = this.ask("close", undefined);
			this.#ended ??= new Error("The run's store is closed.");
			await closed;
		} finally {
			await this.kill();
		}
	}

	/** Ends the thread at once. */
	async kill(): Promise<void> {
		// Awaited, so that nothing of the run is held any more when this returns. A closed thread ends by itself;
		// `terminate` is for one that does not.
		await this.#worker.terminate();
		await this.#exited;
	}

	#take(reply: Reply): void {
		const waiting = this.#waiting.shift();
		if (this.#waiting.length === 0) this.#worker.unref();
		if ("error" in reply) waiting?.reject(fromPlainError(reply.error));
		else waiting?.resolve(reply.value as never);
	}

	#end(reason: Error): void {
		this.#ended ??= reason;
		for (const { reject } of this.#waiting.splice(0)) reject(reason);
	}
}

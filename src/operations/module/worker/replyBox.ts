import type { MessagePort } from "node:worker_threads";
import type { PackedEnding } from "../batchMessage.ts";
import type { FromThread } from "../moduleProtocol.ts";
import { packThrown, type Thrown } from "../thrown.ts";

/** Collects replies, so that those of one turn of the event loop go in one message. */
export class ReplyBox {
	readonly #port: MessagePort;
	readonly #onFlush: () => void;
	#returned: unknown[] = [];
	#json: (number | string)[] = [];
	#thrown: (number | Thrown)[] = [];
	#begun = 0;
	#begunSent = 0;
	#beginningMs = 0;
	#isMessageTurn = false;
	#isScheduled = false;

	/** @param onFlush called before replies are sent, to send what must not come after them */
	constructor(port: MessagePort, onFlush: () => void) {
		this.#port = port;
		this.#onFlush = onFlush;
	}

	/** Calls up to `call` have started; the last of them took `durationMs` to start. */
	began(call: number, durationMs: number): void {
		this.#begun = call;
		this.#beginningMs += durationMs;
	}

	/** @param value plain data that can be cloned */
	returned(call: number, value: unknown): void {
		this.#returned.push(call, value);
	}

	ended(call: number, ending: PackedEnding): void {
		if ("json" in ending) this.#json.push(call, ending.json);
		else if ("thrown" in ending) this.#thrown.push(call, ending.thrown);
		else this.#returned.push(call, ending.returned);
	}

	threw(call: number, error: unknown): void {
		this.#thrown.push(call, packThrown(error));
	}

	/**
	 * To be called once the calls of a message have started. Sends the replies so far at once, and those of promises that
	 * have already resolved right after; at the end of the turn the host hears that all have started, if not earlier.
	 */
	flushInThisTurn(): void {
		if (!this.#isEmpty) this.flush();
		if (this.#begun === this.#begunSent || this.#isMessageTurn) return;
		this.#isMessageTurn = true;
		setImmediate(() => {
			this.#isMessageTurn = false;
			if (!this.#isEmpty || this.#begun !== this.#begunSent) this.flush();
		});
	}

	/** Sends the replies so far soon, together with those that come until then. */
	schedule(): void {
		if (this.#isScheduled) return;
		this.#isScheduled = true;
		const flush = () => {
			this.#isScheduled = false;
			if (!this.#isEmpty) this.flush();
		};
		if (this.#isMessageTurn) process.nextTick(flush);
		else setImmediate(flush);
	}

	get #isEmpty(): boolean {
		return this.#returned.length === 0 && this.#json.length === 0 && this.#thrown.length === 0;
	}

	flush(): void {
		this.#onFlush();
		const returned = this.#returned;
		const json = this.#json;
		const thrown = this.#thrown;
		this.#returned = [];
		this.#json = [];
		this.#thrown = [];
		const [begun, beginningMs] = [this.#begun, this.#beginningMs];
		this.#port.postMessage({ kind: "replies", returned, json, thrown, begun, beginningMs } satisfies FromThread);
		this.#begunSent = begun;
		this.#beginningMs = 0;
	}
}

import type { MessagePort } from "node:worker_threads";
import type { FromThread } from "../moduleProtocol.ts";
import { packThrown, type Thrown } from "../thrown.ts";

/** Collects replies, so that those of one turn of the event loop go in one message. */
export class ReplyBox {
	readonly #port: MessagePort;
	readonly #onFlush: () => void;
	#returned: unknown[] = [];
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

	returned(call: number, value: unknown): void {
		this.#returned.push(call, value);
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
		return this.#returned.length === 0 && this.#thrown.length === 0;
	}

	flush(): void {
		this.#onFlush();
		const returned = this.#returned;
		const thrown = this.#thrown;
		this.#returned = [];
		this.#thrown = [];
		try {
			this.#post(returned, thrown);
		} catch {
			// One of the results cannot be cloned; only posting each shows which.
			this.#post([], thrown);
			for (let at = 0; at < returned.length; at += 2) this.#postAlone(returned[at] as number, returned[at + 1]);
		}
	}

	#postAlone(call: number, value: unknown): void {
		try {
			this.#post([call, value], []);
		} catch (error) {
			this.#post([], [call, packThrown(new NotCloneableError(error))]);
		}
	}

	#post(returned: readonly unknown[], thrown: readonly (number | Thrown)[]): void {
		const [begun, beginningMs] = [this.#begun, this.#beginningMs];
		this.#port.postMessage({ kind: "replies", returned, thrown, begun, beginningMs } satisfies FromThread);
		this.#begunSent = begun;
		this.#beginningMs = 0;
	}
}

class NotCloneableError extends Error {
	override readonly name = "NotCloneableError";

	constructor(cause: unknown) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		super(
			`The module returned something that cannot be saved: ${reason} Return plain data, such as an object of strings.`,
		);
	}
}

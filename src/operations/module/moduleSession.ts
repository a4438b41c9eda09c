import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Piscina } from "piscina";
import { JsonText } from "../../base/jsonText.ts";
import type { Log } from "../../engine/index.ts";
import { CallsAhead } from "./callsAhead.ts";
import type { ModuleCall } from "./moduleCall.ts";
import type { FromThread, RepliesMessage, SessionTask, ToThread, UnusableMessage } from "./moduleProtocol.ts";
import type { SessionOver } from "./sessionOver.ts";
import { threadValue } from "./threadValue.ts";
import { packThrown, type Thrown, thrownMessage, unpackThrown } from "./thrown.ts";

/**
 * Calls in one message. With the calls of all 64 lanes in one, host and thread alternately wait for each other
 * (350,000 calls/s); with 24 both work at the same time (700,000); with 8 the messages cost more than that gains.
 */
const callsPerMessage = 24;
/**
 * A `Map` that many entries pass through allocates a new table every few dozen of them, each referring to the next:
 * once one of them is old, the garbage collector copies all that follow. After this many calls a new map cuts the
 * chain.
 */
const callsPerMap = 4_096;

/** A thread that does not answer an abort within this time is blocked (by an endless loop), and is ended, ms. */
const abortGraceMs = 500;
/** A thread that has not ended within this time after its last item is blocked, and is ended, ms. */
const endGraceMs = 1_000;

export interface SessionOptions {
	readonly threads: Piscina;
	readonly task: Omit<SessionTask, "port" | "begun">;
	readonly log: Log;
	/** The module is loaded. @param isBatch whether it takes batches */
	onReady(isBatch: boolean): void;
	/** A promise was rejected that nobody waits for. @param location in the module; undefined where that is unknown */
	onLateRejection(thrown: Thrown, location: string | undefined): void;
	/** There is room for more calls. */
	onRoom(session: ModuleSession): void;
	/** The session is over; if `unusable` is set, it never was ready. Its calls are left for the listener to end. */
	onOver(over: SessionOver): void;
}

/** The host's end of one thread: sends calls, many in a message, and receives what they returned. */
export class ModuleSession {
	readonly #options: SessionOptions;
	readonly #port: MessagePort;
	readonly #closed: Promise<void>;
	readonly #over: Promise<void>;
	readonly #begun = new Uint32Array(new SharedArrayBuffer(Uint32Array.BYTES_PER_ELEMENT));
	readonly #end = new AbortController();
	/** Sent and not answered, by number, in order. */
	#sent = new Map<number, ModuleCall>();
	/** Number of the last call when that map was made. */
	#sentSince = 0;
	/** To be sent with the next message. */
	#outbox: ModuleCall[] = [];
	#isScheduled = false;
	#isReady = false;
	#isFinishing = false;
	#lastNumber = 0;
	#lastNumberAtLook = 0;
	#lastBegun = 0;
	readonly #callsAhead = new CallsAhead();
	readonly #unheardAborts = new Set<number>();
	#unusable: UnusableMessage | undefined;
	#cause: string | undefined;

	constructor(options: SessionOptions) {
		this.#options = options;
		const { port1, port2 } = new MessageChannel();
		this.#port = port1;
		this.#closed = new Promise((resolve) => port1.once("close", resolve));
		port1.on("message", (message: FromThread) => this.#hear(message));
		const task: SessionTask = { ...options.task, port: port2, begun: this.#begun };
		this.#over = this.#live(options.threads.run(task, { transferList: [port2], signal: this.#end.signal }));
	}

	get isReady(): boolean {
		return this.#isReady;
	}

	/** Calls given to it that have not ended. */
	get load(): number {
		return this.#sent.size + this.#outbox.length;
	}

	/** How many calls it can take now. */
	get room(): number {
		if (!this.#isReady || this.#end.signal.aborted) return 0;
		const notBegun = this.#lastNumber - this.#lastBegun + this.#outbox.length;
		return this.#callsAhead.max - notBegun;
	}

	send(call: ModuleCall): void {
		call.holder = this;
		this.#outbox.push(call);
		this.#schedule();
	}

	/**
	 * Listens for aborts of the calls that were already there at the last look. Most calls are over by then, and a
	 * listener for each would cost more than the call.
	 */
	look(): void {
		const now = performance.now();
		const begun = Atomics.load(this.#begun, 0);
		for (const call of this.#outbox) call.listen();
		for (const [number, call] of this.#sent) {
			if (number <= begun) call.began(now);
			else if (number > this.#lastNumberAtLook) break;
			if (number <= this.#lastNumberAtLook) call.listen();
		}
		this.#lastNumberAtLook = this.#lastNumber;
	}

	/** @param cause why the calls that this ends have failed: a sentence without its full stop */
	terminate(cause: string): void {
		this.#cause ??= cause;
		this.#end.abort();
	}

	/**
	 * Ends the thread; resolves when it is over. One that has done all its items has a moment to tell of promises that the
	 * module did not wait for.
	 */
	async finish(cause: string): Promise<void> {
		const grace = setTimeout(() => this.terminate(cause), endGraceMs);
		if (this.#isReady && this.#lastNumber > 0 && this.load === 0) {
			this.#isFinishing = true;
			this.#post({ kind: "end" });
		} else this.terminate(cause);
		await this.#over;
		clearTimeout(grace);
	}

	/** Aborts a call that it holds. */
	abort(call: ModuleCall): void {
		const at = this.#outbox.indexOf(call);
		if (at >= 0) {
			this.#outbox.splice(at, 1);
			call.fail(call.attempt.signal.reason);
			return;
		}
		const number = this.#numberOf(call);
		if (number === undefined) return;
		this.#unheardAborts.add(number);
		this.#post({ kind: "abort", call: number, reason: packThrown(call.attempt.signal.reason) });
		setTimeout(() => {
			if (!this.#unheardAborts.has(number)) return;
			this.terminate("An item that had run out of time blocked the thread, which was ended");
		}, abortGraceMs).unref();
	}

	#numberOf(call: ModuleCall): number | undefined {
		for (const [number, sent] of this.#sent) if (sent === call) return number;
		return undefined;
	}

	/** Flushes right after the microtasks of this turn: by then every lane that continues now has sent its next call. */
	#schedule(): void {
		if (this.#isScheduled) return;
		this.#isScheduled = true;
		process.nextTick(() => {
			this.#isScheduled = false;
			this.#flush();
		});
	}

	#flush(): void {
		const calls = this.#outbox;
		this.#outbox = [];
		for (let from = 0; from < calls.length; from += callsPerMessage) {
			this.#sendMessage(calls.slice(from, from + callsPerMessage));
		}
	}

	#sendMessage(calls: readonly ModuleCall[]): void {
		if (this.#lastNumber - this.#sentSince > callsPerMap) this.#renewSent();
		const [one] = calls;
		if (!one) return;
		const { origin } = one.attempt;
		const first = this.#lastNumber + 1;
		const fields: unknown[] = [];
		for (const call of calls) {
			const { item, attempt } = call;
			const { location } = item;
			this.#sent.set(++this.#lastNumber, call);
			fields.push(item.value, item.index, item.key, attempt.number, attempt.batch, location?.file, location?.line);
		}
		try {
			this.#post({ kind: "calls", first, origin, fields });
		} catch (error) {
			// No clone takes a number of more digits than a double has. Looking for one in every value would cost more.
			if ((error as Error).name !== "DataCloneError") throw error;
			this.#post({ kind: "calls", first, origin, fields: threadValue(fields) });
		}
	}

	#renewSent(): void {
		this.#sent = new Map(this.#sent);
		this.#sentSince = this.#lastNumber;
	}

	#post(message: ToThread): void {
		this.#port.postMessage(message);
	}

	#hear(message: FromThread): void {
		switch (message.kind) {
			case "replies":
				this.#receive(message);
				break;
			case "ready":
				this.#isReady = true;
				this.#options.onReady(message.isBatch);
				this.#options.onRoom(this);
				break;
			case "unusable":
				this.#unusable = message;
				break;
			case "abortHeard":
				this.#unheardAborts.delete(message.call);
				break;
			case "output":
				for (const line of message.lines) this.#options.log[message.stream === "stdout" ? "info" : "warn"](line);
				break;
			case "lateRejection":
				this.#options.onLateRejection(message.thrown, message.location);
				break;
			case "threw":
				// No call is left that could say so.
				if (this.#isFinishing) {
					const what = thrownMessage(message.thrown);
					this.#options.log.warn(`The module threw after its last item, which is in no item's outcome: ${what}`);
				}
				this.#cause ??= `The module threw outside of an item, which ended its thread: ${thrownMessage(message.thrown)}`;
				break;
			case "exiting":
				this.#cause ??= `The module called process.exit(${message.code}), which ended its thread`;
		}
	}

	#receive({ returned, json, thrown, begun, beginningMs }: RepliesMessage): void {
		this.#callsAhead.began(begun - this.#lastBegun, beginningMs);
		for (let at = 0; at < returned.length; at += 2) this.#take(returned[at] as number)?.succeed(returned[at + 1]);
		for (let at = 0; at < json.length; at += 2) {
			this.#take(json[at] as number)?.succeed(new JsonText(json[at + 1] as string));
		}
		for (let at = 0; at < thrown.length; at += 2) {
			this.#take(thrown[at] as number)?.fail(unpackThrown(thrown[at + 1] as Thrown));
		}
		this.#noteBegun(begun);
		this.#options.onRoom(this);
	}

	/** Those that have begun and not ended have their time limit from now on. */
	#noteBegun(begun: number): void {
		if (this.#options.task.hasTimeout) {
			const now = performance.now();
			for (let number = this.#lastBegun + 1; number <= begun; number++) this.#sent.get(number)?.began(now);
		}
		this.#lastBegun = begun;
	}

	#take(number: number): ModuleCall | undefined {
		const call = this.#sent.get(number);
		this.#sent.delete(number);
		this.#unheardAborts.delete(number);
		return call;
	}

	#unheard() {
		return this.#isReady ? undefined : receiveMessageOnPort(this.#port);
	}

	async #live(thread: Promise<unknown>): Promise<void> {
		const ended = await thread.then(
			() => "The thread ended",
			(error) => `The thread died: ${error instanceof Error ? error.message : String(error)}`,
		);
		// One that ended as it was loaded may have said why, in a message that is still on its way.
		for (let rest = this.#unheard(); rest; rest = this.#unheard()) this.#hear(rest.message as FromThread);
		// Its last messages come before the close, and only after the close is it certain to start no more calls.
		if (this.#isReady) await this.#closed;
		else this.#port.close();
		const last = Atomics.load(this.#begun, 0);
		const sent = [...this.#sent];
		this.#sent.clear();
		this.#unheardAborts.clear();
		const outbox = this.#outbox;
		this.#outbox = [];
		this.#options.onOver({
			cause: this.#cause ?? ended,
			unusable: this.#unusable,
			begun: sent.filter(([number]) => number <= last).map(([, call]) => call),
			notBegun: [...sent.filter(([number]) => number > last).map(([, call]) => call), ...outbox],
		});
	}
}

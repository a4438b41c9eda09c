import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { isPromiseLike } from "../../../base/promiseLike.ts";
import {
	type AbortMessage,
	type CallFields,
	type CallsMessage,
	type FromThread,
	fieldsPerCall,
	type SessionTask,
	type ToThread,
} from "../moduleProtocol.ts";
import { packThrown, unpackThrown } from "../thrown.ts";
import { codeLocation } from "./codeLocation.ts";
import { ItemContext, type SharedContext } from "./itemContext.ts";
import { untilQuiet } from "./quiet.ts";
import { ReplyBox } from "./replyBox.ts";
import { isPlain, packReturned } from "./returned.ts";
import { captureOutput } from "./threadOutput.ts";
import { loadUserFunction, UnusableModuleError } from "./userFunction.ts";
import type { UserModule } from "./userModule.ts";

const ownFile = fileURLToPath(import.meta.url);

/** Replies no longer wait for others once the calls of a message have taken this long, ms. */
const maxWaitMs = 1;

/** How long what the module did not wait for may take after the last item, to be told, ms. */
const lateLimitMs = 200;

/** What Piscina runs in a worker thread: one task that lasts as long as the thread does. */
export default async function session(task: SessionTask): Promise<void> {
	const { port } = task;
	const post = (message: FromThread) => port.postMessage(message);
	const output = captureOutput((stream, lines) => post({ kind: "output", stream, lines }));
	// An item's output is sent before its reply: after the last reply the thread may be ended at any moment.
	const replies = new ReplyBox(port, () => output.flush(false));
	// Node would end the thread, and with it the items that are under way in it.
	process.on("unhandledRejection", (error: unknown) => {
		const location = error instanceof Error ? codeLocation(error, ownFile) : undefined;
		post({ kind: "lateRejection", thrown: packThrown(error), location });
	});
	process.on("uncaughtExceptionMonitor", (error: unknown) => post({ kind: "threw", thrown: packThrown(error) }));
	process.on("exit", (code) => {
		replies.flush();
		output.flush(true);
		post({ kind: "exiting", code });
	});
	let module: UserModule;
	try {
		module = await loadUserFunction(task.modulePath, task.exportName);
	} catch (error) {
		output.flush(true);
		if (!(error instanceof UnusableModuleError)) throw error;
		const { message, suggestion, setting } = error;
		post({ kind: "unusable", message, suggestion, setting });
		return;
	}
	const end = async () => {
		await untilQuiet(lateLimitMs);
		output.flush(true);
		port.close();
	};
	const calls = new Calls(module, task, replies);
	port.on("message", (message: ToThread) => {
		if (message.kind === "calls") calls.begin(message);
		else if (message.kind === "abort") calls.abort(message);
		else void end();
	});
	post({ kind: "ready", isBatch: module.isBatch });
	await new Promise((resolve) => port.once("close", resolve));
}

class Calls {
	readonly #module: UserModule;
	readonly #shared: SharedContext;
	readonly #begun: Uint32Array<SharedArrayBuffer>;
	readonly #port: MessagePort;
	readonly #replies: ReplyBox;
	/** 0 where a thread that blocks is ended: with it, no reply may be lost. */
	readonly #maxWaitMs: number;
	/** Those whose promise is pending. */
	readonly #underWay = new Map<number, ItemContext>();

	constructor(module: UserModule, task: SessionTask, replies: ReplyBox) {
		const { runId, options, jobFolder, begun, port } = task;
		this.#module = module;
		this.#shared = { run: { id: runId }, options, jobFolder };
		this.#begun = begun;
		this.#port = port;
		this.#replies = replies;
		this.#maxWaitMs = task.hasTimeout ? 0 : maxWaitMs;
	}

	begin({ first, origin, fields }: CallsMessage): void {
		let sentAt = performance.now();
		let beganAt = sentAt;
		for (let at = 0, call = first; at < fields.length; at += fieldsPerCall, call++) {
			Atomics.store(this.#begun, 0, call);
			const [value, ...info] = fields.slice(at, at + fieldsPerCall) as unknown as CallFields;
			this.#begin(call, value, new ItemContext(this.#shared, origin, info));
			const now = performance.now();
			this.#replies.began(call, now - beganAt);
			beganAt = now;
			// If the next item blocks the thread for good, this one's result must not be lost with it.
			if (now - sentAt > this.#maxWaitMs) {
				this.#replies.flush();
				sentAt = now;
			}
		}
		this.#replies.flushInThisTurn();
	}

	abort({ call, reason }: AbortMessage): void {
		this.#port.postMessage({ kind: "abortHeard", call } satisfies FromThread);
		const context = this.#underWay.get(call);
		if (context) ItemContext.abort(context, unpackThrown(reason));
	}

	#begin(call: number, value: unknown, context: ItemContext): void {
		try {
			const returned = this.#module.run(value, context);
			if (!isPromiseLike(returned)) {
				this.#returned(call, returned);
				return;
			}
			this.#underWay.set(call, context);
			Promise.resolve(returned).then(
				(result) => {
					this.#returned(call, result);
					this.#ended(call);
				},
				(error: unknown) => {
					this.#replies.threw(call, error);
					this.#ended(call);
				},
			);
		} catch (error) {
			this.#replies.threw(call, error);
		}
	}

	/** What a batch returned is packed already, an ending for each of its items. */
	#returned(call: number, result: unknown): void {
		if (this.#module.isBatch || isPlain(result)) this.#replies.returned(call, result);
		else this.#replies.ended(call, packReturned(result));
	}

	#ended(call: number): void {
		this.#underWay.delete(call);
		this.#replies.schedule();
	}
}

import type { MessagePort } from "node:worker_threads";
import type { ItemOrigin } from "../../engine/model/itemOrigin.ts";
import type { Thrown } from "./thrown.ts";

// The messages between host and thread. Many items or many replies share one: a message per item costs more than
// the work of most items.

/** What a thread is started with; its session lasts until host or thread ends it. */
export interface SessionTask {
	readonly port: MessagePort;
	/**
	 * Its one element is the number of the last call that the thread has started. Shared memory, so that it can be read
	 * when the thread no longer answers: calls above it have not run, and may run elsewhere.
	 */
	readonly begun: Uint32Array<SharedArrayBuffer>;
	/** Absolute. */
	readonly modulePath: string;
	/** The export that the job names. */
	readonly exportName: string | undefined;
	/** The job's own settings for the module. */
	readonly options: unknown;
	readonly runId: string;
	/** Absolute path of the folder that the job is in. */
	readonly jobFolder: string;
	/** Attempts have a time limit, at which a thread that an item blocks is ended. */
	readonly hasTimeout: boolean;
}

export type ToThread = CallsMessage | AbortMessage | EndMessage;

export interface CallsMessage {
	readonly kind: "calls";
	/** Number of the first call; the others count on from it. Numbers start at 1 in each thread. */
	readonly first: number;
	/** The same for all calls. */
	readonly origin: ItemOrigin;
	/** {@link fieldsPerCall} per call, in the order of {@link CallFields}. Flat, as cloning that costs half as much. */
	readonly fields: readonly unknown[];
}

export type CallFields = readonly [
	value: unknown,
	index: number,
	key: string,
	attempt: number,
	batch: number,
	path: string | undefined,
	line: number | undefined,
];

export const fieldsPerCall = 7;

/** Answered with `abortHeard` at once, whatever the item does about it. */
export interface AbortMessage {
	readonly kind: "abort";
	readonly call: number;
	readonly reason: Thrown;
}

/** No more calls come. The thread ends as soon as nothing is under way in it, and soon in any case. */
export interface EndMessage {
	readonly kind: "end";
}

export type FromThread =
	/** @param isBatch whether it takes batches */
	| { readonly kind: "ready"; readonly isBatch: boolean }
	| UnusableMessage
	| RepliesMessage
	| { readonly kind: "abortHeard"; readonly call: number }
	/** What the module wrote, in whole lines. */
	| { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly lines: readonly string[] }
	/** A promise was rejected that nobody waits for: an `await` is missing somewhere. */
	| { readonly kind: "lateRejection"; readonly thrown: Thrown; readonly location: string | undefined }
	/** The last words of a thread that is about to end. */
	| { readonly kind: "threw"; readonly thrown: Thrown }
	| { readonly kind: "exiting"; readonly code: number };

/** The module cannot be used; the thread ends. */
export interface UnusableMessage {
	readonly kind: "unusable";
	readonly message: string;
	readonly suggestion: string | undefined;
	/** The setting to change. */
	readonly setting: "path" | "export";
}

export interface RepliesMessage {
	readonly kind: "replies";
	/** Alternating: the number of a call, and what it returned, where that is plain. */
	readonly returned: readonly unknown[];
	/** Alternating: the number of a call, and what it returned, as JSON. */
	readonly json: readonly (number | string)[];
	/** Alternating: the number of a call, and what it threw. */
	readonly thrown: readonly (number | Thrown)[];
	/** Number of the last call that has started. Every {@link CallsMessage} is answered at once, if only to say this. */
	readonly begun: number;
	/** How long the thread took to start those that have started since the last message, ms. */
	readonly beginningMs: number;
}

import type { MessagePort } from "node:worker_threads";
import type { Thrown } from "./thrown.ts";

// What host and thread say to each other. Many items and many replies share a message: a message an item costs
// more than the work of most items.

/** What a thread is started with; its session lasts until one of the two ends it. */
export interface SessionTask {
	readonly port: MessagePort;
	/**
	 * Its one element is the number of the last call that the thread has begun. Shared, so that it can be read when
	 * the thread answers no more: calls above it have not run, and may run elsewhere.
	 */
	readonly begun: Uint32Array<SharedArrayBuffer>;
	/** Absolute. */
	readonly modulePath: string;
	/** The export that the job names. */
	readonly exportName: string | undefined;
	/** The job's own settings for the module. */
	readonly options: unknown;
	readonly runId: string;
}

export type ToThread = CallsMessage | AbortMessage;

export interface CallsMessage {
	readonly kind: "calls";
	/** Number of the first call; the others follow on. Numbers begin at 1 in each thread. */
	readonly first: number;
	/** Of all of them: id of the run that the items' identity comes from. */
	readonly origin: string;
	/** {@link fieldsPerCall} a call, in the order of {@link CallFields}. Flat, as that is cloned at half the cost. */
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

/** Is answered by `abortHeard` at once, whatever the item makes of it. */
export interface AbortMessage {
	readonly kind: "abort";
	readonly call: number;
	readonly reason: Thrown;
}

export type FromThread =
	/** @param isBatch whether it takes batches */
	| { readonly kind: "ready"; readonly isBatch: boolean }
	| UnusableMessage
	| RepliesMessage
	| { readonly kind: "abortHeard"; readonly call: number }
	/** What the module wrote, in whole lines. */
	| { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly lines: readonly string[] }
	/** The last words of a thread that is about to end. */
	| { readonly kind: "threw"; readonly thrown: Thrown }
	| { readonly kind: "exiting"; readonly code: number };

/** The module gives no function; the thread ends. */
export interface UnusableMessage {
	readonly kind: "unusable";
	readonly message: string;
	readonly suggestion: string | undefined;
	/** The setting that is to be changed. */
	readonly setting: "path" | "export";
}

export interface RepliesMessage {
	readonly kind: "replies";
	/** Number of a call, what it returned, and so on by turns. */
	readonly returned: readonly unknown[];
	/** Number of a call, what it threw, and so on by turns. */
	readonly thrown: readonly (number | Thrown)[];
	/** Number of the last call that has begun. Each {@link CallsMessage} is answered at once, if only to say this. */
	readonly begun: number;
	/** How long the thread was busy to begin those that have begun since the last message, ms. */
	readonly beginningMs: number;
}

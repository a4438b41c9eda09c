import type { Thrown } from "./thrown.ts";

/** What a call carries as its item's value, where the module takes batches. */
export interface BatchItems {
	readonly values: readonly unknown[];
	/** Of each item. */
	readonly info: readonly ContextInfo[];
}

/** What a context tells of its item; a list, as its fields travel between threads without their names. */
export type ContextInfo = readonly [
	index: number,
	key: string,
	attempt: number,
	batch: number,
	path: string | undefined,
	line: number | undefined,
];

/** The ending of an item of a batch on its way between threads. */
export type PackedEnding = { readonly returned: unknown } | { readonly thrown: Thrown };

import type { Thrown } from "./thrown.ts";

/** What a call carries as its item's value if the module takes batches. */
export interface BatchItems {
	readonly values: readonly unknown[];
	/** One per item. */
	readonly info: readonly ContextInfo[];
}

/** What a context tells about its item; a list, so that the fields travel between threads without their names. */
export type ContextInfo = readonly [
	index: number,
	key: string,
	attempt: number,
	batch: number,
	path: string | undefined,
	line: number | undefined,
];

/** How an item of a batch ended, on its way between threads. */
export type PackedEnding = { readonly returned: unknown } | { readonly thrown: Thrown };

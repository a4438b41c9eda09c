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

/** How an item ended, on its way between threads: with a plain value, a result as JSON, or what it threw. */
export type PackedEnding = { readonly returned: unknown } | { readonly json: string } | { readonly thrown: Thrown };

import type { Thrown } from "./thrown.ts";

/** What a call carries as its item's value, where the module takes batches. */
export interface BatchItems {
	readonly values: readonly unknown[];
	/** Of each item, as {@link ItemContext.sibling} takes them. */
	readonly info: readonly BatchInfo[];
}

export type BatchInfo = readonly [
	index: number,
	key: string,
	attempt: number,
	batch: number,
	path: string | undefined,
	line: number | undefined,
];

/** The ending of an item of a batch on its way between threads. */
export type PackedEnding = { readonly returned: unknown } | { readonly thrown: Thrown };

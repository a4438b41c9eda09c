/** Where an item can be shown. */
export interface ItemLocation {
	/** Absolute path, or the URI of a document that has none (`untitled:Untitled-1`). */
	readonly file: string;
	/** From 1. */
	readonly line?: number | undefined;
}

/** One unit of work. */
export interface Item {
	/** Its number in the source, from 0. */
	readonly index: number;
	/** Stable identity: the same item has the same key in every run over the same source. */
	readonly key: string;
	/** A string (a line, a path) or a JSON value (a row as an object of its fields). */
	readonly value: unknown;
	readonly location: ItemLocation | undefined;
	/** Why the source could not read this item. Such an item fails without an attempt. */
	readonly problem: string | undefined;
	/** Index of the first item with the same key, where the job does not just run each of them. */
	readonly duplicateOf?: number | undefined;
}

import type { Item } from "../engine/item.ts";

/** What a template sees. */
export interface Scope {
	/** The item's value. */
	readonly item: unknown;
	/** Position in the source, from 0. */
	readonly index: number;
	readonly key: string;
	/** Absolute path of the file that the item is, or stands in. */
	readonly path: string | undefined;
	/** Of that file, from 1. */
	readonly line: number | undefined;
	/** From 0. */
	readonly batch: number;
	readonly run: { readonly id: string };
	/** From 1. */
	readonly attempt: number;
}

export const scopeNames: readonly string[] = [
	"item",
	"index",
	"key",
	"path",
	"line",
	"batch",
	"run",
	"attempt",
] satisfies readonly (keyof Scope)[];

export function scopeOf(
	item: Item,
	facts: { readonly runId: string; readonly batch: number; readonly attempt: number },
): Scope {
	return {
		item: item.value,
		index: item.index,
		key: item.key,
		path: item.location?.file,
		line: item.location?.line,
		batch: facts.batch,
		run: { id: facts.runId },
		attempt: facts.attempt,
	};
}

import type { Item } from "../engine/model/item.ts";
import type { Attempt } from "../engine/model/ports.ts";

/** What a template sees. */
export interface Scope {
	/** The item's value. */
	readonly item: unknown;
	/** From 0. Undefined, like `key`, `path` and `line`, where the template is for a whole batch. */
	readonly index: number | undefined;
	readonly key: string | undefined;
	/** Absolute path of the file that the item is, or is in. */
	readonly path: string | undefined;
	/** In that file, from 1. */
	readonly line: number | undefined;
	/** Its number, from 0; where the template is for a whole batch, also its items. */
	readonly batch: number | BatchScope;
	readonly run: { readonly id: string };
	/** From 1. */
	readonly attempt: number;
}

/** What a template for a whole batch sees as `batch`. */
export interface BatchScope {
	/** From 0. */
	readonly number: number;
	/** The items' values, in order. */
	readonly items: readonly unknown[];
	readonly keys: readonly string[];
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
	info: { readonly runId: string; readonly batch: number; readonly attempt: number },
): Scope {
	return {
		item: item.value,
		index: item.index,
		key: item.key,
		path: item.location?.file,
		line: item.location?.line,
		batch: info.batch,
		run: { id: info.runId },
		attempt: info.attempt,
	};
}

/** What a template sees for a batch: no single item. */
export function batchScopeOf(
	items: readonly Item[],
	attempt: Pick<Attempt, "number" | "batch"> | undefined,
	runId: string,
): Scope {
	return {
		item: undefined,
		index: undefined,
		key: undefined,
		path: undefined,
		line: undefined,
		batch: {
			number: attempt?.batch ?? 0,
			items: items.map(({ value }) => value),
			keys: items.map(({ key }) => key),
		},
		run: { id: runId },
		attempt: attempt?.number ?? 1,
	};
}

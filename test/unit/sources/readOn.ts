import assert from "node:assert/strict";
import type { Item } from "../../../src/engine/model/item.ts";
import type { SourcePosition } from "../../../src/engine/model/ports.ts";
import type { OpenedSource } from "../../../src/sources/sourceKind.ts";

/** Reads on from a position that the source has given. */
export async function itemsFrom(source: OpenedSource, position: SourcePosition | undefined): Promise<readonly Item[]> {
	const items: Item[] = [];
	for await (const chunk of source.chunks(new AbortController().signal, position)) items.push(...chunk);
	return items;
}

/** A position as a store returns it. */
export function kept(position: SourcePosition | undefined): SourcePosition {
	assert.ok(position);
	return JSON.parse(JSON.stringify(position)) as SourcePosition;
}

import type { Item } from "../../engine/model/item.ts";
import { printable } from "../terminal/printable.ts";

/** What stands before the lines that came of items: their values; of a row the first one. */
export function tagOf(items: readonly Item[]): string {
	return printable(items.map(({ value }) => textOf(value)).join(" "));
}

function textOf(value: unknown): string {
	if (typeof value !== "object" || value === null) return String(value);
	const values = Object.values(value);
	// A combination has its lists' numbers as names.
	const isCombination = Object.keys(value).every((name, at) => name === String(at + 1));
	return (isCombination ? values : values.slice(0, 1)).map(String).join(" ");
}

import type { Item } from "../../engine/model/item.ts";
import type { Attempt } from "../../engine/model/ports.ts";

/** Linux takes no longer variable than 128 KiB, with its name; Windows 32,767 characters. */
const maxBytes = process.platform === "win32" ? 32_000 : 128 * 1024 - 100;

const names = ["ITEM", "INDEX", "KEY", "IDEMPOTENCY_KEY", "ATTEMPT", "PATH", "LINE"].map((name) => `BATCH_${name}`);

/** The environment that every program gets. Not our own item's, where we are ourselves run for one. */
export function baseEnvironment(): Readonly<Record<string, string>> {
	const known = Object.entries(process.env).filter(([name]) => !names.includes(name));
	return Object.fromEntries(known) as Record<string, string>;
}

/**
 * What a program finds of its item. A value that is too long for a variable, or that holds a NUL, is left out: a
 * program that wants another part of the item is none the worse.
 */
export function itemEnvironment(item: Item, attempt: Attempt): Record<string, string> {
	const { value, location } = item;
	const found: Record<string, string | undefined> = {
		BATCH_ITEM: typeof value === "string" ? value : JSON.stringify(value),
		BATCH_INDEX: String(item.index),
		BATCH_KEY: item.key,
		BATCH_IDEMPOTENCY_KEY: attempt.idempotencyKey,
		BATCH_ATTEMPT: String(attempt.number),
		BATCH_PATH: location?.file,
		BATCH_LINE: location?.line === undefined ? undefined : String(location.line),
	};
	const environment: Record<string, string> = {};
	for (const name of names) {
		const text = found[name];
		if (text !== undefined && !text.includes("\0") && Buffer.byteLength(text) <= maxBytes) environment[name] = text;
	}
	return environment;
}

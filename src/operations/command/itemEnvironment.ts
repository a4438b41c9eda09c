import { itemVariables } from "../../base/ownEnvironment.ts";
import { batchIdempotencyKeyOf } from "../../engine/model/idempotencyKey.ts";
import type { Item } from "../../engine/model/item.ts";
import type { Attempt } from "../../engine/model/ports.ts";

/** Linux limits a variable to 128 KiB, including its name; Windows to 32,767 characters. */
const maxBytes = process.platform === "win32" ? 32_000 : 128 * 1024 - 100;

/** What a program is told about a batch. */
export function batchEnvironment(items: readonly Item[], attempt: Attempt | undefined): Record<string, string> {
	if (!attempt) return {};
	return {
		BATCH_IDEMPOTENCY_KEY: batchIdempotencyKeyOf(attempt.origin, items),
		BATCH_ATTEMPT: String(attempt.number),
	};
}

/**
 * What a program is told about its item. A value that is too long for a variable, or contains a NUL, is left out:
 * programs that only need other parts of the item work without it.
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
	for (const name of itemVariables) {
		const text = found[name];
		if (text !== undefined && !text.includes("\0") && Buffer.byteLength(text) <= maxBytes) environment[name] = text;
	}
	return environment;
}

import { createHash } from "node:crypto";
import type { Item } from "./item.ts";
import type { ItemOrigin } from "./itemOrigin.ts";

type Identified = Pick<Item, "index" | "key">;

/** The same for every attempt of an item, also after a crash, and in the runs that retry it; another for each item. */
export function idempotencyKeyOf({ runId, identity }: ItemOrigin, { index, key }: Identified): string {
	return digest(identity === "key" ? `${runId}\n${key}` : `${runId}\n${index}\n${key}`);
}

/** Of a batch, from all of its items: half of a batch that failed must not be taken for a repetition of the whole. */
export function batchIdempotencyKeyOf({ runId, identity }: ItemOrigin, items: readonly Identified[]): string {
	if (identity === "key") return digest(`${runId}\n${items.map(({ key }) => key).join("\n")}`);
	return digest(`${runId}\n${JSON.stringify(items.map(({ index, key }) => [index, key]))}`);
}

function digest(text: string): string {
	return createHash("sha256").update(text).digest("base64url").slice(0, 32);
}

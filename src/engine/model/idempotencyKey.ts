import { createHash } from "node:crypto";
import type { Item } from "./item.ts";

/**
 * What tells the items of a run from each other. Runs of formats up to 4 know only the key, which two items may share;
 * they keep that, as the other side may have seen their idempotency keys already.
 */
export type ItemIdentity = "key" | "indexAndKey";

/** Where the identity of a run's items comes from: the first run in a chain of retries. */
export interface ItemOrigin {
	readonly runId: string;
	readonly identity: ItemIdentity;
}

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

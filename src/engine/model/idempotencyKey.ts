import { createHash } from "node:crypto";

/**
 * The same for every attempt of an item, also after a crash, and in the runs that retry it.
 *
 * @param origin id of the run that the item's identity comes from
 * @param itemKey the item's stable key
 */
export function idempotencyKeyOf(origin: string, itemKey: string): string {
	return createHash("sha256").update(`${origin}\n${itemKey}`).digest("base64url").slice(0, 32);
}

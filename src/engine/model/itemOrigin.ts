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

import type { ItemContext } from "./itemContext.ts";

export type UserFunction = (item: unknown, context: ItemContext) => unknown;

/** What a module has to run. */
export interface UserModule {
	/** For batches, as `batchCaller` wraps it. */
	readonly run: UserFunction;
	readonly isBatch: boolean;
}

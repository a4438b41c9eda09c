import type { ItemContext } from "./itemContext.ts";

export type UserFunction = (item: unknown, context: ItemContext) => unknown;

/** What a module gives to run. */
export interface UserModule {
	/** For a batch: takes what {@link batchCaller} makes of it. */
	readonly run: UserFunction;
	readonly isBatch: boolean;
}

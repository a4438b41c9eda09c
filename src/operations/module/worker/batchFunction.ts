import type { BatchItems, PackedEnding } from "../batchMessage.ts";
import { packThrown } from "../thrown.ts";
import type { ItemContext } from "./itemContext.ts";
import type { UserFunction } from "./userModule.ts";

/** What a module exports as `batch`. Returns an array of outcomes, one per item, or one outcome for all of them. */
export type BatchFunction = (items: readonly unknown[], context: BatchContext) => unknown;

/** The second argument of a module's `batch`. */
export class BatchContext {
	/** The context of each item, in their order. */
	readonly items: readonly ItemContext[];
	readonly #first: ItemContext;

	constructor(first: ItemContext, items: readonly ItemContext[]) {
		this.#first = first;
		this.items = items;
	}

	/** Number of the batch, from 0. */
	get batch(): number {
		return this.#first.batch;
	}

	/** Number of this try at the first of its items, from 1. */
	get attempt(): number {
		return this.#first.attempt;
	}

	get run(): ItemContext["run"] {
		return this.#first.run;
	}

	get options(): unknown {
		return this.#first.options;
	}

	/** Aborts at the attempt's timeout, and when the run is cancelled. */
	get signal(): AbortSignal {
		return this.#first.signal;
	}
}

/** Makes it a function of one item, whose value is the batch. */
export function batchCaller(batch: BatchFunction): UserFunction {
	return async (value, context): Promise<readonly PackedEnding[]> => {
		const { values, info } = value as BatchItems;
		const contexts = info.map((of) => context.sibling(of));
		const returned = await batch(values, new BatchContext(context, contexts));
		if (!Array.isArray(returned)) return values.map(() => packed(returned));
		if (returned.length === values.length) return returned.map(packed);
		throw new TypeError(
			`batch() returned ${returned.length} outcomes for ${values.length} items. Return an array with one for each item, in order, or one outcome for all of them that is not an array.`,
		);
	};
}

function packed(outcome: unknown): PackedEnding {
	return outcome instanceof Error ? { thrown: packThrown(outcome) } : { returned: outcome };
}

import type { BatchItems, PackedEnding } from "../batchMessage.ts";
import { UnusableResultError } from "../moduleErrors.ts";
import { packThrown } from "../thrown.ts";
import type { ItemContext } from "./itemContext.ts";
import { packReturned } from "./returned.ts";
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

	/** Absolute path of the folder that the job is in. */
	get jobFolder(): string {
		return this.#first.jobFolder;
	}

	/** Aborts at the attempt's timeout, and when the run is cancelled. */
	get signal(): AbortSignal {
		return this.#first.signal;
	}

	/** See {@link ItemContext.retryAfter}; for all items of the batch. */
	retryAfter(delayMs: number): never {
		return this.#first.retryAfter(delayMs);
	}
}

/** Makes it a function of one item, whose value is the batch. */
export function batchCaller(batch: BatchFunction): UserFunction {
	return async (value, context): Promise<readonly PackedEnding[]> => {
		const { values, info } = value as BatchItems;
		const contexts = info.map((of) => context.sibling(of));
		const returned = await batch(values, new BatchContext(context, contexts));
		if (Array.isArray(returned) && returned.length === values.length) return Array.from(returned, packReturned);
		const forAll = Array.isArray(returned) ? wrongCount(returned.length, values.length) : packReturned(returned);
		return values.map(() => forAll);
	};
}

/** Which outcome is whose cannot be told. The items have been worked on: halving the batch would repeat that. */
function wrongCount(outcomes: number, items: number): PackedEnding {
	const message = `batch() returned ${outcomes} outcomes for ${items} items. Return an array with one for each item, in order, or one outcome for all of them that is not an array. The items are not tried again, as their work was done.`;
	return { thrown: packThrown(new UnusableResultError(message)) };
}

import { idempotencyKeyOf } from "../../../engine/model/idempotencyKey.ts";
import type { ItemOrigin } from "../../../engine/model/itemOrigin.ts";
import type { ContextInfo } from "../batchMessage.ts";
import { retryAfter } from "../moduleErrors.ts";

/** What is the same for all items of a run. */
export interface SharedContext {
	readonly run: { readonly id: string };
	/** The job's own settings for the module; an empty object where it has none. */
	readonly options: unknown;
	/** Absolute path of the folder that the job is in. */
	readonly jobFolder: string;
}

/** The second argument of a module's function. What few functions need is created when it is asked for. */
export class ItemContext {
	/** Index of the item in its source, from 0. */
	readonly index: number;
	/** Stable identity of the item. */
	readonly key: string;
	/** Number of this try at the item, from 1. */
	readonly attempt: number;
	/** Number of the item's batch, from 0. */
	readonly batch: number;
	/** Absolute path of the file that the item is, or comes from. */
	readonly path: string | undefined;
	/** Line in that file, from 1. */
	readonly line: number | undefined;
	readonly #shared: SharedContext;
	readonly #origin: ItemOrigin;
	#controller: AbortController | undefined;
	#abort: { readonly reason: unknown } | undefined;

	constructor(shared: SharedContext, origin: ItemOrigin, [index, key, attempt, batch, path, line]: ContextInfo) {
		this.#shared = shared;
		this.#origin = origin;
		this.index = index;
		this.key = key;
		this.attempt = attempt;
		this.batch = batch;
		this.path = path;
		this.line = line;
	}

	get run(): { readonly id: string } {
		return this.#shared.run;
	}

	get options(): unknown {
		return this.#shared.options;
	}

	/** Absolute path of the folder that the job is in. */
	get jobFolder(): string {
		return this.#shared.jobFolder;
	}

	/** The same at every attempt of the item, also after a crash; no other item of the run has it. */
	get idempotencyKey(): string {
		return idempotencyKeyOf(this.#origin, this);
	}

	/** Aborts at the attempt's timeout, and when the run is cancelled. */
	get signal(): AbortSignal {
		if (!this.#controller) {
			this.#controller = new AbortController();
			if (this.#abort) this.#controller.abort(this.#abort.reason);
		}
		return this.#controller.signal;
	}

	/**
	 * Ends the attempt: whom the function works with asks for no more attempts for that long, ms. All of the run's items
	 * wait, and the attempt is not counted.
	 * @throws always
	 */
	retryAfter(delayMs: number): never {
		return retryAfter(delayMs);
	}

	/** The context of another item of the same run. */
	sibling(info: ContextInfo): ItemContext {
		return new ItemContext(this.#shared, this.#origin, info);
	}

	/** For the thread alone. Static, so that the user's code finds no such method on its context. */
	static abort(context: ItemContext, reason: unknown): void {
		context.#abort ??= { reason };
		context.#controller?.abort(reason);
	}
}

import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { Turns } from "../admission/turns.ts";
import { CategoryTable } from "../errors/categoryTable.ts";
import { failureOf } from "../errors/failureOf.ts";
import { isPushback } from "../errors/pushback.ts";
import type { Item } from "../model/item.ts";
import type { Policies } from "../model/policies.ts";
import type { Attempt, BatchOperation, Gathering, ItemEnding, Operation } from "../model/ports.ts";
import { type BatchCall, BatchWidth } from "./batchWidth.ts";
import { Bisection } from "./bisection.ts";
import type { Member } from "./member.ts";

/** A batch that is not full goes after this time, ms: the source has no more, or the rest waits for a retry. */
const longestWaitMs = 10;

export interface BatcherOptions {
	readonly operation: BatchOperation;
	readonly target?: Operation["target"];
	readonly policies: Policies;
	/** Of a rate limit. Whoever runs the batcher takes one for each batch; parts of one that are tried take their own. */
	readonly turns?: Turns | undefined;
	readonly clock: Clock;
}

/**
 * Lets a batch operation do what lanes ask for item by item: whoever runs it has as many lanes as there are items in
 * the batches under way, and each item keeps its own attempts, retries and outcome.
 */
export class Batcher implements Operation {
	/** What whoever runs it goes by. */
	readonly width: BatchWidth;
	readonly #options: BatcherOptions;
	readonly #categories: CategoryTable;
	readonly #gathered: Member[] = [];
	#underWay = 0;
	#departures = 0;
	#timer: Disposable | undefined;

	constructor(options: BatcherOptions) {
		this.#options = options;
		this.#categories = new CategoryTable(options.policies.errors);
		const { clock, policies } = options;
		this.width = new BatchWidth(clock, policies);
	}

	get gathering(): Gathering {
		return { size: this.width.size, departures: this.#departures };
	}

	get target(): Operation["target"] {
		return this.#options.target;
	}

	run(item: Item, attempt: Attempt): Promise<unknown> {
		return new Promise((resolve, reject) => {
			const end = (ending: ItemEnding) => ("error" in ending ? reject(ending.error) : resolve(ending.result));
			this.#gathered.push({ item, attempt, end });
			if (this.#gathered.length >= this.width.size) this.#send(false);
			else if (this.#hasRoom) this.#sendLater();
		});
	}

	async dispose(): Promise<void> {
		this.#timer?.dispose();
	}

	/**
	 * Sends full batches as long as there is room for them, and what is left over after a while. That while begins with
	 * the room: as long as there is none, a batch may as well fill up.
	 * @param isDue what is left over has waited
	 */
	#send(isDue: boolean): void {
		const gathered = this.#gathered;
		while (this.#hasRoom && (gathered.length >= this.width.size || (isDue && gathered.length > 0))) {
			void this.#sendOne(gathered.splice(0, this.width.size));
			if (gathered.length === 0) this.#departures++;
		}
		this.#timer?.dispose();
		this.#timer = undefined;
		if (this.#hasRoom && gathered.length > 0) this.#sendLater();
	}

	#sendLater(): void {
		this.#timer ??= this.#options.clock.timer(longestWaitMs, () => this.#send(true));
	}

	get #hasRoom(): boolean {
		return this.#underWay < this.width.batches;
	}

	/** Ends its members whatever happens, and does not reject. */
	async #sendOne(members: readonly Member[]): Promise<void> {
		const { policies, turns } = this.#options;
		const { onBatchFailure } = policies;
		const operation: BatchOperation = { runBatch: (...call) => this.#call(...call) };
		this.#underWay++;
		await new Bisection(members, { operation, onBatchFailure, categories: this.#categories, turns }).run();
		this.#underWay--;
		this.#send(false);
	}

	async #call(...call: Parameters<BatchOperation["runBatch"]>): Promise<readonly ItemEnding[]> {
		const { operation, clock } = this.#options;
		const [{ length: items }] = call;
		const startedAt = clock.monotonic();
		const tell = (ending: BatchCall["ending"]) =>
			this.width.called({ items, durationMs: clock.monotonic() - startedAt, ending });
		try {
			const endings = await operation.runBatch(...call);
			tell("through");
			return endings;
		} catch (error) {
			const failure = failureOf(error, this.#categories, (text) => text);
			if (failure.code === "413") tell("refused");
			else tell(isPushback(failure) ? "pushedBack" : "failed");
			throw error;
		}
	}
}

import type { Attempt, Item } from "../../engine/index.ts";

/** What a thread needs to know about an attempt. Throttling and retries are up to the host. */
export type ModuleAttempt = Omit<Attempt, "throttleFor" | "sent" | "isSent" | "isLast">;

/** One attempt at an item, on its way through a thread. */
export class ModuleCall {
	readonly item: Item;
	readonly attempt: ModuleAttempt;
	readonly ended: Promise<unknown>;
	/** The pool or the session that has the call at the moment. */
	holder: { abort(call: ModuleCall): void } | undefined;
	#beganAt: number | undefined;
	readonly #resolve: (result: unknown) => void;
	readonly #reject: (error: unknown) => void;
	#isListening = false;

	constructor(item: Item, attempt: ModuleAttempt) {
		this.item = item;
		this.attempt = attempt;
		const { promise, resolve, reject } = Promise.withResolvers<unknown>();
		this.ended = promise;
		this.#resolve = resolve;
		this.#reject = reject;
	}

	/** When a thread was found to have begun with it; monotonic, ms. Undefined while it waits for a thread. */
	get beganAt(): number | undefined {
		return this.#beganAt;
	}

	began(now: number): void {
		if (this.#beganAt !== undefined) return;
		this.#beganAt = now;
		this.attempt.began();
	}

	get isAborted(): boolean {
		return this.#isListening && this.attempt.signal.aborted;
	}

	/** From now on the holder hears about the attempt's abort, even if it came before. Calling it again does nothing. */
	listen(): void {
		if (this.#isListening) return;
		this.#isListening = true;
		const { signal } = this.attempt;
		if (signal.aborted) this.holder?.abort(this);
		else signal.addEventListener("abort", () => this.holder?.abort(this), { once: true });
	}

	succeed(result: unknown): void {
		this.#resolve(result);
	}

	fail(error: unknown): void {
		this.#reject(error);
	}
}

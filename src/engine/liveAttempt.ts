import type { Clock } from "../base/clock.ts";
import { idempotencyKeyOf } from "./idempotencyKey.ts";
import type { Attempt } from "./ports.ts";

/** How long an operation may take to hear that its attempt is over, ms; after that nobody waits for it. */
const graceMs = 3_000;

/** Reason of an abort because the run ends: the attempt leaves no outcome. */
export class StoppedError extends Error {
	override readonly name = "StoppedError";
}

/** An attempt under way. What few operations ask for (signal, idempotency key) is made when it is asked for. */
export class LiveAttempt implements Attempt {
	readonly number: number;
	readonly batch: number;
	readonly startedAt: number;
	readonly origin: string;
	readonly #key: string;
	#controller: AbortController | undefined;
	#abortedBy: Error | undefined;
	#abandon: ((reason: Error) => void) | undefined;

	/**
	 * @param origin id of the run that the items' identity comes from
	 * @param key of the item
	 * @param startedAt monotonic, ms
	 */
	constructor(number: number, batch: number, origin: string, key: string, startedAt: number) {
		this.number = number;
		this.batch = batch;
		this.startedAt = startedAt;
		this.origin = origin;
		this.#key = key;
	}

	get signal(): AbortSignal {
		if (!this.#controller) {
			this.#controller = new AbortController();
			if (this.#abortedBy) this.#controller.abort(this.#abortedBy);
		}
		return this.#controller.signal;
	}

	get idempotencyKey(): string {
		return idempotencyKeyOf(this.origin, this.#key);
	}

	/** Why the attempt was ended before its time; undefined while it was not. */
	get abortedBy(): Error | undefined {
		return this.#abortedBy;
	}

	abort(reason: Error, clock: Clock): void {
		if (this.#abortedBy) return;
		this.#abortedBy = reason;
		this.#controller?.abort(reason);
		clock.timer(graceMs, () => this.#abandon?.(reason));
	}

	/** The operation's promise; or a rejection, where it does not end in time after an abort. */
	settled(work: PromiseLike<unknown>): Promise<unknown> {
		return new Promise((resolve, reject) => {
			this.#abandon = reject;
			work.then(resolve, reject);
		});
	}
}

import type { WorkItem } from "../items/workItem.ts";
import { idempotencyKeyOf } from "../model/idempotencyKey.ts";
import type { ItemOrigin } from "../model/itemOrigin.ts";
import type { Attempt } from "../model/ports.ts";

/** An attempt under way. What few operations ask for (signal, idempotency key) is created on demand. */
export class LiveAttempt implements Attempt {
	readonly work: WorkItem;
	readonly number: number;
	readonly batch: number;
	readonly startedAt: number;
	readonly origin: ItemOrigin;
	/** See {@link Attempt.sent}. */
	isSent = false;
	/** See {@link Attempt.isLast}. */
	isLast = false;
	/** See {@link Attempt.queued}. */
	isQueued = false;
	/** When its timeout began, where that was not at its start; monotonic, ms. */
	beganAt: number | undefined = undefined;
	/** Is told where an attempt in flight begins that was queued. */
	onBegan: ((attempt: LiveAttempt) => void) | undefined = undefined;
	/** Its neighbors among those in flight. */
	previous: LiveAttempt | undefined = undefined;
	next: LiveAttempt | undefined = undefined;
	#controller: AbortController | undefined;
	#abortedBy: Error | undefined;
	/** See {@link Attempt.throttleFor}. */
	throttledForMs: number | undefined = undefined;
	/** It did not end after its abort, and its item has gone on without it. */
	isAbandoned = false;

	/**
	 * @param origin where the items' identity comes from
	 * @param startedAt monotonic, ms
	 */
	constructor(work: WorkItem, batch: number, origin: ItemOrigin, startedAt: number) {
		this.work = work;
		this.number = work.attempts;
		this.batch = batch;
		this.startedAt = startedAt;
		this.origin = origin;
	}

	get signal(): AbortSignal {
		if (!this.#controller) {
			this.#controller = new AbortController();
			if (this.#abortedBy) this.#controller.abort(this.#abortedBy);
		}
		return this.#controller.signal;
	}

	get idempotencyKey(): string {
		return idempotencyKeyOf(this.origin, this.work.item);
	}

	/** Why the attempt was aborted; undefined while it was not. */
	get abortedBy(): Error | undefined {
		return this.#abortedBy;
	}

	/** @returns false where it was aborted already: the first reason holds */
	abort(reason: Error): boolean {
		if (this.#abortedBy) return false;
		this.#abortedBy = reason;
		this.#controller?.abort(reason);
		return true;
	}

	queued(): void {
		this.isQueued = true;
	}

	began(): void {
		if (!this.isQueued) return;
		if (this.onBegan) this.onBegan(this);
		else this.isQueued = false;
	}

	sent(): void {
		this.isSent = true;
	}

	throttleFor(delayMs: number): void {
		this.throttledForMs = delayMs;
	}
}

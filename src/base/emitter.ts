import { type Disposable, toDisposable } from "./disposable.ts";

/** Subscribes until the returned value is disposed. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * Calls its listeners in the order in which they subscribed. A listener that throws is reported to `onError` and
 * affects neither the others nor the caller of `fire`.
 */
export class Emitter<T> implements Disposable {
	readonly #listeners = new Set<(value: T) => void>();
	readonly #onError: (error: unknown) => void;

	constructor(onError: (error: unknown) => void) {
		this.#onError = onError;
	}

	readonly event: Event<T> = (listener) => {
		// A wrapper per subscription: the same function may subscribe twice, and end one of the two.
		const subscribed = (value: T) => listener(value);
		this.#listeners.add(subscribed);
		return toDisposable(() => this.#listeners.delete(subscribed));
	};

	/** For what happens so often that an event of no interest to anybody would cost something. */
	get hasListeners(): boolean {
		return this.#listeners.size > 0;
	}

	fire(value: T): void {
		for (const listener of [...this.#listeners]) {
			try {
				listener(value);
			} catch (error) {
				this.#onError(error);
			}
		}
	}

	dispose(): void {
		this.#listeners.clear();
	}
}

import { type Disposable, toDisposable } from "./disposable.ts";

/** Subscribes until the returned value is disposed. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * Tells its listeners in the order in which they came. A listener that throws is reported to `onError`
 * and touches neither the others nor who fired.
 */
export class Emitter<T> implements Disposable {
	readonly #listeners = new Set<(value: T) => void>();
	readonly #onError: (error: unknown) => void;

	constructor(onError: (error: unknown) => void) {
		this.#onError = onError;
	}

	readonly event: Event<T> = (listener) => {
		// A wrapper of its own, so that one function may subscribe twice and leave once.
		const entry = (value: T) => listener(value);
		this.#listeners.add(entry);
		return toDisposable(() => this.#listeners.delete(entry));
	};

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

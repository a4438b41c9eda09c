/** Something with a lifetime that its owner ends, once; a second call does nothing. */
export interface Disposable {
	dispose(): void;
}

/** Disposes what was added to it, last first. What is added after that is disposed at once. */
export class DisposableStore implements Disposable {
	readonly #items: Disposable[] = [];
	#isDisposed = false;

	add<T extends Disposable>(item: T): T {
		if (this.#isDisposed) item.dispose();
		else this.#items.push(item);
		return item;
	}

	/** @throws AggregateError with what the members threw, after all of them were disposed */
	dispose(): void {
		this.#isDisposed = true;
		const errors: unknown[] = [];
		for (let item = this.#items.pop(); item; item = this.#items.pop()) {
			try {
				item.dispose();
			} catch (error) {
				errors.push(error);
			}
		}
		if (errors.length > 0) throw new AggregateError(errors, "Could not dispose everything.");
	}
}

export function toDisposable(dispose: () => void): Disposable {
	let done = false;
	return {
		dispose() {
			if (done) return;
			done = true;
			dispose();
		},
	};
}

/** Something whose lifetime somebody ends, once; a second call does nothing. */
export interface Disposable {
	dispose(): void;
}

/** Ends what was added to it, last first. What is added after its end is ended at once. */
export class DisposableStore implements Disposable {
	readonly #items: Disposable[] = [];
	#disposed = false;

	add<T extends Disposable>(item: T): T {
		if (this.#disposed) item.dispose();
		else this.#items.push(item);
		return item;
	}

	/** @throws AggregateError with what the members threw, after all of them were ended. */
	dispose(): void {
		this.#disposed = true;
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

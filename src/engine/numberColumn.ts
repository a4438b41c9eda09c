/** Of a commit that is made as soon as it is worth while. */
const firstCapacity = 1_024;

/**
 * Numbers that come one by one. Kept outside of V8's heap: as elements of arrays they outlived two collections while
 * they waited for their commit, and that was a third of what a fast item cost.
 */
export class NumberColumn {
	#values = new Float64Array(firstCapacity);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	/** A view of those that there are so far. */
	get values(): Float64Array<ArrayBuffer> {
		return this.#values.subarray(0, this.#length);
	}

	push(value: number): void {
		if (this.#length === this.#values.length) {
			const values = new Float64Array(2 * this.#length);
			values.set(this.#values);
			this.#values = values;
		}
		this.#values[this.#length++] = value;
	}
}

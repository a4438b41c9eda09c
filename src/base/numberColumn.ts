/** Enough for a commit that is made as soon as it is worthwhile. */
const firstCapacity = 1_024;

/**
 * Numbers that are added one by one. Kept outside of V8's heap: as elements of growing arrays they were 175 of the
 * 1,000 bytes that a fast item took from it, and garbage collections copied them until their commit.
 */
export class NumberColumn {
	#values = new Float64Array(firstCapacity);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	/** A view of the numbers so far. */
	get values(): Float64Array<ArrayBuffer> {
		return this.#values.subarray(0, this.#length);
	}

	/** Gives its memory back at once; after that nothing may be read or added. */
	free(): void {
		this.#values.buffer.transfer(0);
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

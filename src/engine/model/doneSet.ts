/** Indices per page: 32,768 bits are 4 KiB, one SQLite page. */
const pageBits = 32_768;

/**
 * A set of item indices that grows from below with few holes: everything under the watermark, and bitmap pages for
 * what finished out of order. Costs a few bytes however many items there are, and a commit touches only the pages
 * that changed: so a success needs no row of its own.
 */
export class DoneSet {
	#watermark: number;
	readonly #pages = new Map<number, Uint8Array>();
	readonly #dirty = new Set<number>();
	readonly #emptied = new Set<number>();

	/** @param pages bitmaps of 4,096 bytes by page number; bit `i % 32768` of page `i / 32768` stands for index `i` */
	constructor(watermark = 0, pages: Iterable<readonly [number, Uint8Array]> = []) {
		this.#watermark = watermark;
		for (const [number, bits] of pages) this.#pages.set(number, bits);
	}

	/** Every index below is in the set. */
	get watermark(): number {
		return this.#watermark;
	}

	has(index: number): boolean {
		return index < this.#watermark || this.#isSet(index);
	}

	add(index: number): void {
		if (index === this.#watermark) {
			this.#watermark++;
			if (this.#pages.size > 0) this.#rise(index);
			return;
		}
		if (index < this.#watermark) return;
		const number = Math.floor(index / pageBits);
		let page = this.#pages.get(number);
		if (!page) {
			page = new Uint8Array(pageBits / 8);
			this.#pages.set(number, page);
			this.#emptied.delete(number);
		}
		const bit = index % pageBits;
		page[bit >> 3] = (page[bit >> 3] ?? 0) | (1 << (bit & 7));
		this.#dirty.add(number);
	}

	/** What to write and what to delete since the last call, for a store that keeps the pages. */
	takeChanges(): { readonly written: readonly (readonly [number, Uint8Array])[]; readonly deleted: readonly number[] } {
		const written = [...this.#dirty].map((number) => [number, this.#pages.get(number) ?? new Uint8Array(0)] as const);
		const deleted = [...this.#emptied];
		this.#dirty.clear();
		this.#emptied.clear();
		return { written, deleted };
	}

	/** Lifts the watermark over the bits that follow it, and drops the pages that fall below. */
	#rise(from: number): void {
		while (this.#isSet(this.#watermark)) this.#watermark++;
		for (let number = Math.floor(from / pageBits); number < Math.floor(this.#watermark / pageBits); number++) {
			if (this.#pages.has(number)) this.#drop(number);
		}
	}

	#isSet(index: number): boolean {
		const page = this.#pages.get(Math.floor(index / pageBits));
		const bit = index % pageBits;
		return page !== undefined && ((page[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
	}

	#drop(number: number): void {
		this.#pages.delete(number);
		this.#dirty.delete(number);
		this.#emptied.add(number);
	}
}

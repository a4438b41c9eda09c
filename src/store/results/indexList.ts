import { closeSync, readSync } from "node:fs";
import type { Disposable } from "../../base/disposable.ts";
import { writeAt } from "../files/writeAt.ts";
import { openNamelessFile } from "./namelessFile.ts";

const indexBytes = 8;
/** Written at a time. */
const bufferIndices = 8_192;

/** Indices of items, as many as there are, in a file: memory stays flat. */
export class IndexList implements Disposable {
	readonly #handle: number;
	readonly #buffer = Buffer.allocUnsafeSlow(bufferIndices * indexBytes);
	#buffered = 0;
	#written = 0;
	#isDisposed = false;

	/** @param folder of the run, or where its file is to be otherwise */
	constructor(folder: string) {
		this.#handle = openNamelessFile(folder);
	}

	get length(): number {
		return this.#written + this.#buffered;
	}

	add(index: number): void {
		if (this.#buffered === bufferIndices) this.#flush();
		this.#buffer.writeDoubleLE(index, this.#buffered++ * indexBytes);
	}

	/** Those from the `from`th on, at most `count`. */
	range(from: number, count: number): readonly number[] {
		this.#flush();
		const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(count, this.#written - from)) * indexBytes);
		const read = readSync(this.#handle, bytes, 0, bytes.length, from * indexBytes);
		return Array.from({ length: Math.floor(read / indexBytes) }, (_, at) => bytes.readDoubleLE(at * indexBytes));
	}

	dispose(): void {
		if (this.#isDisposed) return;
		this.#isDisposed = true;
		closeSync(this.#handle);
	}

	#flush(): void {
		writeAt(this.#handle, this.#buffer.subarray(0, this.#buffered * indexBytes), this.#written * indexBytes);
		this.#written += this.#buffered;
		this.#buffered = 0;
	}
}

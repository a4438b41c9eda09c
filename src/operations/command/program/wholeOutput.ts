import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { WrittenBytes } from "../../programOutputs.ts";

/** Kept in memory of one output: many may wait for their turn at once. */
const maxBytes = 64 * 1024;
/** As for all that is in a run folder: it may be confidential. */
const [folderMode, fileMode] = [0o700, 0o600];

let fileCount = 0;

/** All that a program writes to one of its outputs: in memory, or in a file once that is long. */
export class WholeOutput {
	readonly #folder: string;
	#chunks: Buffer[] = [];
	#sizeBytes = 0;
	#file: { readonly path: string; readonly descriptor: number } | undefined;
	#error: Error | undefined;

	/** @param folder for its file; made where it does not exist */
	constructor(folder: string) {
		this.#folder = folder;
	}

	add(chunk: Buffer): void {
		this.#chunks.push(chunk);
		this.#sizeBytes += chunk.length;
		if (this.#file || this.#sizeBytes > maxBytes) this.#write();
	}

	/**
	 * @returns undefined where `text` says it all
	 * @param isExact whether the program's kept output has all of its bytes, so that only a file says more
	 * @throws what writing the file has thrown
	 */
	end(isExact: boolean): WrittenBytes | undefined {
		if (this.#file) closeSync(this.#file.descriptor);
		if (this.#error) throw this.#error;
		if (this.#file) return { file: this.#file.path };
		return isExact ? undefined : Buffer.concat(this.#chunks);
	}

	/** A full disk must not end the process with all of its programs: it is thrown at the end. */
	#write(): void {
		const bytes = Buffer.concat(this.#chunks);
		this.#chunks = [];
		if (this.#error) return;
		try {
			this.#file ??= this.#open();
			for (let at = 0; at < bytes.length; ) at += writeSync(this.#file.descriptor, bytes, at);
		} catch (error) {
			this.#error = error as Error;
		}
	}

	#open() {
		mkdirSync(this.#folder, { recursive: true, mode: folderMode });
		const path = join(this.#folder, `${process.pid}-${++fileCount}`);
		return { path, descriptor: openSync(path, "wx", fileMode) };
	}
}

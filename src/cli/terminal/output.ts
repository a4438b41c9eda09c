import type { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import { usualColumns } from "./terminal.ts";

/** Standard output: data, and nothing else. A reader that takes only its beginning (`| head`) is no error. */
export class Output {
	readonly #stream: Writable;
	readonly #closed = new AbortController();
	#error: Error | undefined;

	constructor(stream: Writable) {
		this.#stream = stream;
		stream.on("error", (error: NodeJS.ErrnoException) => {
			if (error.code !== "EPIPE") this.#error ??= error;
			this.#closed.abort();
		});
	}

	/** Whether somebody reads it as it comes, and no program. */
	get isTerminal(): boolean {
		return (this.#stream as Partial<WriteStream>).isTTY === true;
	}

	/** Of the terminal, if it is one. */
	get columns(): number {
		return (this.#stream as Partial<WriteStream>).columns || usualColumns;
	}

	/** Aborts when the reader is gone. */
	get closed(): AbortSignal {
		return this.#closed.signal;
	}

	/**
	 * Resolves when the text, or the bytes, are handed over: await it so as not to run ahead of a slow reader.
	 * @throws Error when it cannot be written; not where the reader is gone
	 */
	async write(text: string | Uint8Array): Promise<void> {
		if (!this.#closed.signal.aborted) {
			await new Promise<void>((resolve) => {
				this.#stream.write(text, () => resolve());
			});
		}
		if (this.#error) throw new Error(`The output cannot be written: ${this.#error.message}`, { cause: this.#error });
	}
}

type Stream = "stdout" | "stderr";

export interface ThreadOutput {
	/** Sends what there is now. @param isLast an unfinished line goes too */
	flush(isLast: boolean): void;
}

/**
 * Sends what the module writes to the console to `onLines`, once per turn of the event loop. A thread's streams would
 * end up in those of the process, where stdout carries only data.
 */
export function captureOutput(onLines: (stream: Stream, lines: readonly string[]) => void): ThreadOutput {
	const captured = [new CapturedStream("stdout", onLines), new CapturedStream("stderr", onLines)];
	return {
		flush(isLast) {
			for (const stream of captured) stream.flush(isLast);
		},
	};
}

class CapturedStream {
	readonly #name: Stream;
	readonly #onLines: (stream: Stream, lines: readonly string[]) => void;
	#text = "";
	#isScheduled = false;

	constructor(name: Stream, onLines: (stream: Stream, lines: readonly string[]) => void) {
		this.#name = name;
		this.#onLines = onLines;
		process[name].write = (chunk: string | Uint8Array, encodingOrDone?: unknown, done?: unknown): boolean => {
			this.#text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
			if (!this.#isScheduled) {
				this.#isScheduled = true;
				setImmediate(() => this.flush(false));
			}
			const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
			if (typeof callback === "function") process.nextTick(callback);
			return true;
		};
	}

	/** @param isLast an unfinished line goes too */
	flush(isLast: boolean): void {
		this.#isScheduled = false;
		if (this.#text === "") return;
		const lines = this.#text.split("\n");
		this.#text = isLast ? "" : (lines.pop() ?? "");
		if (isLast && lines.at(-1) === "") lines.pop();
		if (lines.length > 0) this.#onLines(this.#name, lines);
	}
}

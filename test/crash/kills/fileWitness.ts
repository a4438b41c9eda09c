import { closeSync, type FSWatcher, openSync, readSync, watch } from "node:fs";
import { ItemEvents } from "./itemEvents.ts";
import type { Effects, Moments, Witness } from "./witness.ts";

/** A file that programs append a line to when they begin, and one when they end. */
export class FileWitness implements Witness {
	readonly #events = new ItemEvents();
	readonly #file: number;
	readonly #watcher: FSWatcher;
	readonly #buffer = Buffer.alloc(65_536);
	#position = 0;
	#rest = "";

	/** @param file is made, and removed by nobody here */
	constructor(file: string) {
		this.#file = openSync(file, "a+");
		this.#watcher = watch(file, () => this.#read());
	}

	get moments(): Moments {
		return this.#events.moments;
	}

	/** The programs have ended with the process, and what they appended is there. */
	async settled(): Promise<void> {
		this.#read();
	}

	effects(): Effects {
		return this.#events.effects();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#watcher.close();
		closeSync(this.#file);
	}

	#read(): void {
		for (;;) {
			const length = readSync(this.#file, this.#buffer, 0, this.#buffer.length, this.#position);
			if (length === 0) return;
			this.#position += length;
			const lines = (this.#rest + this.#buffer.toString("latin1", 0, length)).split("\n");
			this.#rest = lines.pop() ?? "";
			for (const line of lines) this.#events.told(line);
		}
	}
}

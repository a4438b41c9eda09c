import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./atExit.ts";

/** A new folder that is deleted by `dispose`, or when this process ends. */
export class TemporaryFolder {
	readonly path = mkdtempSync(join(tmpdir(), "batchline-"));
	readonly #forget: () => void;

	constructor() {
		this.#forget = atExit(() => this.#remove());
	}

	dispose(): void {
		this.#forget();
		this.#remove();
	}

	[Symbol.dispose](): void {
		this.dispose();
	}

	#remove(): void {
		// A server that was just killed may still write here for a moment.
		rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	}
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./atExit.ts";

/** A folder of its own that is gone after `dispose`, or at the latest with this process. */
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
		// A server that was just killed may still be writing here for a moment.
		rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	}
}

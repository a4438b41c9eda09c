import { formatCountOf } from "../../base/format.ts";
import type { Log } from "../../engine/index.ts";
import { type Thrown, thrownMessage } from "./thrown.ts";

/** Told one by one; the others are only counted. */
const maxTold = 20;

/**
 * Rejections that nobody waited for: the module has no `await` before some call, so that the item was done before the
 * call was, and whether that failed is in no outcome.
 */
export class LateRejections {
	readonly #log: Log;
	#count = 0;

	constructor(log: Log) {
		this.#log = log;
	}

	add(thrown: Thrown, location: string | undefined): void {
		if (++this.#count > maxTold) return;
		const where = location === undefined ? "" : ` (${location})`;
		const what = "A promise that the module did not wait for was rejected, which is in no item's outcome";
		this.#log.warn(`${what}: ${thrownMessage(thrown)}${where}`);
	}

	/** Says how many there were, if there were any. */
	tell(): void {
		if (this.#count === 0) return;
		const promises = formatCountOf(this.#count, "promise");
		const were = this.#count === 1 ? "was" : "were";
		this.#log.warn(`${promises} ${were} rejected that the module did not wait for: an "await" is missing in it.`);
	}
}

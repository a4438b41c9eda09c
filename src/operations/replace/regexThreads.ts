import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { Piscina } from "piscina";
import { entryFile } from "../../base/entryFile.ts";
import { OperationError } from "../../engine/model/errorCategory.ts";
import type { RegexTask } from "./regexThread.ts";
import type { Replaced } from "./search.ts";

/** A regular expression can take years for a text that it does not suit. */
const maxMs = 10_000;

/** Runs regular expressions in threads, as nothing else ends one that does not come to an end by itself. */
export class RegexThreads {
	readonly #pool: Piscina<RegexTask, Replaced | undefined>;
	/** What waits for a thread waits here, so that a file's time begins with its work. */
	readonly #limit: ReturnType<typeof pLimit>;
	readonly #limitMs: number;

	/**
	 * @param concurrency files under way at once, at most
	 * @param limitMs longest time for a file
	 */
	constructor(concurrency: number, limitMs = maxMs) {
		this.#limitMs = limitMs;
		const maxThreads = Math.min(concurrency, availableParallelism());
		this.#limit = pLimit(maxThreads);
		this.#pool = new Piscina({
			filename: entryFile("./regexThread.ts", import.meta.url, "regexThread"),
			minThreads: 0,
			maxThreads,
			idleTimeout: Number.POSITIVE_INFINITY,
			recordTiming: false,
		});
	}

	/** @throws the signal's reason, or a ValidationError when it takes too long */
	run(task: RegexTask, signal: AbortSignal): Promise<Replaced | undefined> {
		return this.#limit(async () => {
			signal.throwIfAborted();
			const end = new AbortController();
			const onAbort = () => end.abort(signal.reason);
			signal.addEventListener("abort", onAbort, { once: true });
			const timer = setTimeout(() => end.abort(tooSlow(this.#limitMs)), this.#limitMs);
			try {
				return await this.#pool.run(task, { signal: end.signal });
			} catch (error) {
				throw end.signal.aborted ? end.signal.reason : error;
			} finally {
				clearTimeout(timer);
				signal.removeEventListener("abort", onAbort);
			}
		});
	}

	async dispose(): Promise<void> {
		await this.#pool.destroy();
	}
}

function tooSlow(limitMs: number): OperationError {
	const message = `The regular expression took longer than ${limitMs / 1_000} s on this file, which was left as it is.`;
	return new OperationError(message, { name: "ValidationError" });
}

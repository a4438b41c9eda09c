import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { Piscina } from "piscina";
import { entryFile } from "../../base/entryFile.ts";
import { OperationError } from "../../engine/model/errorCategory.ts";
import type { RegexTask } from "./regexThread.ts";
import type { Replaced } from "./search.ts";

/** Time limit for a file: on the wrong text, a regular expression can backtrack for years. */
const maxMs = 10_000;

/** Runs regular expressions in threads: ending its thread is the only way to stop one that never finishes. */
export class RegexThreads {
	readonly #pool: Piscina<RegexTask, Replaced | undefined>;
	/** Files wait here for a thread, so that their time starts with their work. */
	readonly #limit: ReturnType<typeof pLimit>;
	readonly #limitMs: number;

	/**
	 * @param concurrency files under way at once, at most
	 * @param limitMs time limit for a file
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

	/** @throws the signal's reason, or an OperationError if it takes too long */
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
	return new OperationError(message, { category: "fail" });
}

import type { Clock } from "../base/clock.ts";
import type { RateLimiterHandle } from "./admission/rateLimiterHandle.ts";
import type { ConcurrencyControl } from "./concurrency/concurrencyControl.ts";
import type { Item } from "./model/item.ts";
import type { ItemOrigin } from "./model/itemOrigin.ts";
import type { Policies } from "./model/policies.ts";
import type { Log, Operation, Sink, Source, Store } from "./model/ports.ts";

/** What a run is built from: its ports, and how it works on its items. */
export interface RunOptions {
	readonly runId: string;
	/** Where items take their identity from: the first in a chain of retries. Default: this run. */
	readonly origin?: ItemOrigin | undefined;
	readonly jobName: string;
	readonly source: Source;
	readonly operation: Operation;
	readonly sinks: readonly Sink[];
	readonly store: Store;
	readonly policies: Policies;
	/** How many items are worked on at once. Default: what the policies say. */
	readonly concurrency?: ConcurrencyControl | undefined;
	/** Limits the rate of attempts. Default: what the policies say, for this run alone. */
	readonly limiter?: RateLimiterHandle | undefined;
	readonly clock: Clock;
	readonly log: Log;
	/** Share of the machine's memory that the process uses, 0 to 1. Without it there are no alerts about memory. */
	readonly memory?: (() => number) | undefined;
	/**
	 * Is told of each item that gets its outcome in this process, before that is on disk.
	 * @param result undefined unless it succeeded
	 */
	readonly onSettled?: ((item: Item, result: unknown) => void) | undefined;
	/** Takes secrets out of messages and result lines; undefined where the job has none. */
	readonly redact?: ((text: string) => string) | undefined;
}

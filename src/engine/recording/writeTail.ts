import { maskedJson } from "../../base/maskedJson.ts";
import { resultLine } from "../model/outcome.ts";
import type { Sink, Store } from "../model/ports.ts";
import type { DiskFullRetry } from "./diskFullRetry.ts";

/** Failed items read back at a time. */
const pageSize = 1_000;

export interface TailOptions {
	readonly store: Store;
	readonly sinks: readonly Sink[];
	/** Takes secrets out of keys and values; undefined where there are none. */
	readonly redact?: ((text: string) => string) | undefined;
	/** Waits for room on a full disk; without it a write that finds none rejects. */
	readonly disk?: DiskFullRetry | undefined;
}

/**
 * Ends the results with the lines of items that did not succeed. They come last and uncounted, since a later retry
 * may change them; resuming the run cuts them off.
 */
export async function writeTail({ store, sinks, redact, disk }: TailOptions): Promise<void> {
	const write = async (work: () => Promise<unknown>) => (disk ? disk.write(work) : work());
	for (let after = -1; ; ) {
		const page = await store.failedItems(after, pageSize);
		const last = page.at(-1);
		if (!last) return;
		after = last.item.index;
		const lines = page.map((failed) => {
			// The message is masked already, as it was recorded.
			const line = { ...failed, durationMs: failed.history.at(-1)?.durationMs ?? 0 };
			return resultLine(line, redact && ((json) => maskedJson(json, redact)));
		});
		await write(() => store.writeTail(lines));
		for (const sink of sinks) await write(() => sink.write(lines));
	}
}

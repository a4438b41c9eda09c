import { JsonText } from "../../base/jsonText.ts";
import type { Attempt, BatchOperation, Item, ItemEnding } from "../../engine/index.ts";
import type { BatchItems, PackedEnding } from "./batchMessage.ts";
import type { ModuleAttempt } from "./moduleCall.ts";
import type { ModulePool } from "./modulePool.ts";
import { unpackThrown } from "./thrown.ts";

/** Sends a batch through the pool as a call for one item. */
export function batchThrough(pool: ModulePool): BatchOperation {
	return {
		async runBatch(items, attempts, signal) {
			const [first] = items;
			const [attempt] = attempts;
			if (!first || !attempt) return [];
			const call = await pool.run({ ...first, value: batchItems(items, attempts) }, callFor(attempts, attempt, signal));
			return (call as readonly PackedEnding[]).map(unpacked);
		},
	};
}

function batchItems(items: readonly Item[], attempts: readonly Attempt[]): BatchItems {
	return {
		values: items.map(({ value }) => value),
		info: items.map(({ index, key, location }, at) => {
			const { number = 1, batch = 0 } = attempts[at] ?? {};
			return [index, key, number, batch, location?.file, location?.line];
		}),
	};
}

/** Reads each field: the engine's attempts have getters, which a spread would miss. */
function callFor(all: readonly Attempt[], { number, batch, origin, idempotencyKey }: Attempt, signal: AbortSignal) {
	return {
		number,
		batch,
		origin,
		idempotencyKey,
		signal,
		queued() {
			for (const attempt of all) attempt.queued();
		},
		began() {
			for (const attempt of all) attempt.began();
		},
	} satisfies ModuleAttempt;
}

function unpacked(ending: PackedEnding): ItemEnding {
	if ("thrown" in ending) return { error: unpackThrown(ending.thrown) };
	return { result: "json" in ending ? new JsonText(ending.json) : ending.returned };
}

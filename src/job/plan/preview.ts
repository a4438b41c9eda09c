import { ExactNumber } from "../../base/exactNumber.ts";
import { sameKeyFailure } from "../../engine/index.ts";
import type { Item } from "../../engine/model/item.ts";
import type { Source } from "../../engine/model/ports.ts";
import type { PreparedOperation } from "../../operations/operationKind.ts";

/** What would be run for an item. */
export interface Preview {
	readonly index: number;
	readonly key: string;
	readonly value: unknown;
	/** The request, the command line, the diff; null where there is a problem. Secrets are masked. */
	readonly rendered: unknown;
	/** Why the item would fail, or be left out, before anything runs. */
	readonly problem?: string;
}

type Redact = ((text: string) => string) | undefined;

/** Every item with what would be run for it. Runs nothing; ends early when the signal aborts. */
export async function* previewItems(
	source: Source,
	operation: PreparedOperation,
	redact: Redact,
	signal: AbortSignal,
): AsyncIterable<Preview> {
	for await (const chunk of source.chunks(signal)) {
		for (const item of chunk) {
			if (signal.aborted) return;
			yield await previewItem(item, operation, redact);
		}
	}
}

/** What would be run for one item. */
export async function previewItem(item: Item, operation: PreparedOperation, redact: Redact): Promise<Preview> {
	const { index } = item;
	const info = { index, key: masked(item.key, redact) as string, value: masked(item.value, redact) };
	const failed = (message: string) => ({ ...info, rendered: null, problem: redact ? redact(message) : message });
	if (item.problem !== undefined) return failed(item.problem);
	if (item.duplicateOf !== undefined) return failed(sameKeyFailure(item.key, item.duplicateOf, "skip").message);
	try {
		const reason = operation.leftOut?.(item);
		if (reason !== undefined) return failed(reason);
		return { ...info, rendered: masked(await operation.preview(item), redact) };
	} catch (error) {
		return failed(error instanceof Error ? error.message : String(error));
	}
}

/** The same value, with the secrets in its texts masked. */
function masked(value: unknown, redact: Redact): unknown {
	if (!redact) return value;
	if (typeof value === "string") return redact(value);
	if (Array.isArray(value)) return value.map((element) => masked(element, redact));
	if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
	return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, masked(element, redact)]));
}

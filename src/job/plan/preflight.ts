import { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import type { Source } from "../../engine/model/ports.ts";
import type { PreparedOperation } from "../../operations/operationKind.ts";
import { RenderError } from "../../templates/renderError.ts";

/** Items that are searched for a readable one. */
const maxPreflightItems = 1_000;

/** The first item that its source could read; undefined where there is none among the first {@link maxPreflightItems}. */
export async function firstReadable(source: Source): Promise<Item | undefined> {
	let seen = 0;
	for await (const chunk of source.chunks(new AbortController().signal)) {
		const item = chunk.find(({ problem }) => problem === undefined);
		seen += chunk.length;
		if (item || seen >= maxPreflightItems) return item;
	}
	return undefined;
}

/**
 * Renders the item without running anything: a misspelled field is the job's mistake, and better reported once before
 * the run than by every item.
 * @throws SettingsError or RenderError when a template asks for what the item does not have
 */
export async function tryOut(item: Item, operation: PreparedOperation): Promise<void> {
	try {
		await operation.preview(item);
	} catch (error) {
		// Anything else (a file that is gone) concerns only this item, and is reported when it runs.
		if (error instanceof SettingsError || error instanceof RenderError) throw error;
	}
}

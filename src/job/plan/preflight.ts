import { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import type { Source } from "../../engine/model/ports.ts";
import type { PreparedOperation } from "../../operations/operationKind.ts";
import { RenderError } from "../../templates/renderError.ts";

/** Items that are tried before a job is refused. */
const maxPreflightItems = 1_000;

/**
 * Renders items without running anything, until one fits: what none of the first {@link maxPreflightItems} has, such as
 * a misspelled field, is the job's mistake, and better reported once before the run than by every item. What only some
 * lack fails those.
 * @param render throws where a template asks for what the item does not have
 * @throws SettingsError or RenderError of the first item
 */
export async function assertSomeItemFits(source: Source, render: (item: Item) => unknown): Promise<void> {
	let seen = 0;
	let first: unknown;
	for await (const chunk of source.chunks(new AbortController().signal)) {
		for (const item of chunk) {
			if (++seen > maxPreflightItems) break;
			if (item.problem !== undefined) continue;
			try {
				await render(item);
				return;
			} catch (error) {
				// Anything else (a file that is gone) concerns only this item, and is reported when it runs.
				if (!(error instanceof SettingsError || error instanceof RenderError)) return;
				first ??= error;
			}
		}
		if (seen >= maxPreflightItems) break;
	}
	if (first !== undefined) throw first;
}

/** @throws SettingsError or RenderError when no item has what the operation's templates ask for */
export async function tryOut(source: Source, operation: PreparedOperation): Promise<void> {
	await assertSomeItemFits(source, (item) => operation.preview(item));
}

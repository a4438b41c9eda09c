import type { Item } from "../../engine/model/item.ts";
import type { SelectionFormat } from "../../sources/formats/selectionFormat.ts";
import { readingOf, type SelectionReadingSetting } from "../../sources/selection.ts";
import type { SelectedText } from "../../sources/sourceKind.ts";
import { RunReader } from "../../store/runReader.ts";
import { planItems } from "../plan/plan.ts";
import type { LaunchOptions } from "./launchOptions.ts";
import { readSavedJob, readSelection } from "./runFiles.ts";

/** What was selected for a run, and the items that it was read as. */
export interface SelectionItems {
	readonly selected: SelectedText;
	readonly as: SelectionFormat;
	/** By index, with their lines. An editor held their text, so they fit into memory. */
	readonly items: readonly Item[];
}

/**
 * @param folder of a run; undefined is returned where it is none over a selection
 * @throws UsageError where the text is gone from the folder
 */
export async function selectionItems(folder: string, options: LaunchOptions): Promise<SelectionItems | undefined> {
	const reader = new RunReader(folder);
	reader.dispose();
	const { info } = reader;
	const job = await readSavedJob(folder, info);
	const setting = job.definition.items.selection;
	if (setting === undefined) return undefined;
	const selected = readSelection(folder);
	const { runId, limit, jobFile } = info;
	const { source } = await planItems(job, { ...options, runId, selection: selected, limit, jobFile });
	const items: Item[] = [];
	for await (const chunk of source.chunks(new AbortController().signal)) items.push(...chunk);
	return { selected, as: readingOf(setting as SelectionReadingSetting, selected), items };
}

import { isContainer } from "../../base/exactNumber.ts";
import { type FailedOutcome, outcomeText } from "../../engine/model/outcome.ts";
import type { FailedItem, FailureSelection } from "../../engine/model/ports.ts";
import { FailedCsv } from "../../report/failedCsv.ts";
import type { RunReader } from "../../store/runReader.ts";

/** As files of these formats end. */
export type EditedFormat = "csv" | "jsonl";

/** Nobody edits more by hand, and an editor holds all of it in memory. */
export const maxEdited = 10_000;
const pageItems = 500;

/** What a retry takes; items in doubt need a decision instead. */
const retried: readonly FailedOutcome[] = ["failed", "rejected", "skipped"];

/** The selected items that can be tried again, by index, each once; at most {@link maxEdited}. */
export function editableItems(
	reader: Pick<RunReader, "failures">,
	selections: readonly FailureSelection[],
): readonly FailedItem[] {
	const found = new Map<number, FailedItem>();
	for (const selection of selections) {
		for (let after = -1; found.size < maxEdited; ) {
			const page = reader.failures(selection, { after, limit: pageItems });
			for (const item of page) if (retried.includes(item.outcome)) found.set(item.item.index, item);
			const last = page.at(-1);
			if (!last) break;
			after = last.item.index;
		}
	}
	return [...found.values()].sort((a, b) => a.item.index - b.item.index).slice(0, maxEdited);
}

/** Names of the columns that a table of the items would have; undefined where a value does not fit into cells. */
export function tableColumns(items: readonly FailedItem[]): readonly string[] | undefined {
	const names = new Set<string>();
	for (const { item } of items) {
		if (!isContainer(item.value)) names.add("value");
		else if (Array.isArray(item.value) || Object.values(item.value).some(isContainer)) return undefined;
		else for (const name of Object.keys(item.value)) names.add(name);
	}
	return [...names];
}

/** What `retry --items` takes, with the errors for the user to read. */
export function editedText(items: readonly FailedItem[], format: EditedFormat): string {
	if (format === "jsonl") return items.map((item) => `${jsonLine(item)}\n`).join("");
	const table = new FailedCsv();
	table.meet(items);
	return [table.header(), ...table.lines(items)].join("");
}

function jsonLine({ item, outcome, failure }: FailedItem): string {
	const { index, key, value } = item;
	const { code, message, detail } = failure;
	const line = JSON.stringify({ index, key, value, outcome: outcomeText(outcome), code, message, detail });
	// An editor takes some of them for line ends, and shows none of the others.
	return line.replace(
		/[\u007f-\u009f\u2028\u2029]/g,
		(sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

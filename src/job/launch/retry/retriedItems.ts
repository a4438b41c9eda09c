import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { formatCountOf } from "../../../base/format.ts";
import { parseJson } from "../../../base/parseJson.ts";
import type { Item } from "../../../engine/model/item.ts";
import type { OpenedSource } from "../../../sources/sourceKind.ts";
import { DamagedRunError } from "../../../store/errors/damagedRunError.ts";
import { privateModes, renameDurably } from "../../../store/files/durableFile.ts";
import type { RunReader } from "../../../store/runReader.ts";
import { linesOf } from "../linesOf.ts";
import { type RetryInfo, retriedItemsFile } from "../runFiles.ts";
import { chosenSelection, isChosenBy, type RetryChoice } from "./retryChoice.ts";

const pageItems = 500;

/** `failed item of category "retry"`, in singular and plural. */
export function kindOf({ category, skipped, selected }: RetryChoice): readonly [string, string] {
	const of = category === undefined ? "" : ` of category "${category}"`;
	const which = `${selected ? "selected " : ""}${skipped ? "failed or skipped" : "failed"}`;
	return [`${which} item${of}`, `${which} items${of}`];
}

/**
 * What is to be tried again of a run, page by page.
 * @param others the runs that it retries items of: what these have settled since is settled
 */
export function* itemsToRetry(
	run: RunReader,
	choice: RetryChoice,
	others: readonly RunReader[],
): Iterable<readonly Item[]> {
	const isChosen = isChosenBy(choice);
	for (let after = -1; ; ) {
		const page = run.failures(chosenSelection(choice), { after, limit: pageItems });
		const last = page.at(-1);
		if (!last) return;
		after = last.item.index;
		const items = unsettled(
			page.filter(isChosen).map(({ item }) => item),
			choice,
			others,
		);
		if (items.length > 0) yield items;
	}
}

/** Those of the items that have not been settled in any of the runs. */
export function unsettled(
	items: readonly Item[],
	{ skipped }: Pick<RetryChoice, "skipped">,
	runs: readonly RunReader[],
): readonly Item[] {
	const { outcome } = chosenSelection({ skipped });
	return runs.reduce((left, run) => {
		const indices = left.map(({ index }) => index);
		const found = run.failures({ outcome, indices }, { limit: indices.length });
		const open = new Set(found.map(({ item }) => item.index));
		return left.filter(({ index }) => open.has(index));
	}, items);
}

/** Puts the items into the folder of the run that tries them again: the earlier runs may change, or be deleted. */
export function saveItems(folder: string, pages: Iterable<readonly Item[]>): void {
	const file = retriedItemsFile(folder);
	const unfinished = `${file}.new`;
	const handle = openSync(unfinished, "w", privateModes.file);
	try {
		for (const page of pages) writeSync(handle, page.map((item) => `${JSON.stringify(item)}\n`).join(""));
	} finally {
		closeSync(handle);
	}
	renameDurably(unfinished, file);
}

/** The items that a retry has saved in its folder. */
export function retriedItems(folder: string, { items: count = 0, ...retry }: RetryInfo): OpenedSource {
	const file = retriedItemsFile(folder);
	return {
		summary: `${formatCountOf(count, ...kindOf(retry))} of run ${retry.originId}`,
		total: () => ({ count, exact: true }),
		async *chunks(signal) {
			if (!existsSync(file)) throw new DamagedRunError(file, "It is missing.");
			const handle = await open(file);
			try {
				let page: Item[] = [];
				for await (const line of linesOf(handle.createReadStream({ encoding: "utf8", autoClose: false }))) {
					if (signal.aborted) return;
					if (page.push(parsed(line, file)) < pageItems) continue;
					yield page;
					page = [];
				}
				if (page.length > 0) yield page;
			} finally {
				await handle.close();
			}
		},
	};
}

function parsed(line: string, file: string): Item {
	try {
		const { index, key, value, location, problem } = parseJson(line) as Item;
		return { index, key, value, location, problem };
	} catch (error) {
		throw new DamagedRunError(file, `A line of it is not JSON (${(error as Error).message}).`);
	}
}

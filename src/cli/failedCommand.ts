import { formatCount, formatCountOf } from "../base/format.ts";
import type { FailedOutcome } from "../engine/outcome.ts";
import type { FailedItem } from "../engine/ports.ts";
import { findRun } from "../job/findRun.ts";
import { locationText } from "../report/locationText.ts";
import { RunReader } from "../store/runReader.ts";
import { columns } from "./columns.ts";
import { exitCodes } from "./exitCode.ts";
import type { GlobalOptions, Host } from "./host.ts";
import { printable, printableJson } from "./printable.ts";
import { runPlace } from "./runPlace.ts";

/** Items read and written at a time: there may be millions. */
const pageItems = 500;

export interface FailedOptions extends GlobalOptions {
	readonly jsonl?: boolean;
}

/** What did not succeed, and was not left out on purpose. */
const outcomes: readonly FailedOutcome[] = ["failed", "interrupted"];

/** `batchline failed RUN`: its failed items and those in doubt, by their position. @throws UsageError; DamagedRunError, NewerRunError */
export async function failedCommand(
	runId: string,
	options: FailedOptions,
	{ output, terminal }: Host,
): Promise<number> {
	const { runsFolder } = runPlace(options, process.cwd());
	const reader = new RunReader(findRun(runsFolder, runId));
	try {
		const toLines = options.jsonl ? jsonLines : (items: readonly FailedItem[]) => rows(items, reader.facts.baseFolder);
		let isEmpty = true;
		for (let after = -1; !output.closed.aborted; ) {
			const items = page(reader, after);
			const last = items.at(-1);
			if (!last) break;
			isEmpty = false;
			after = last.item.index;
			await output.write(`${toLines(items).join("\n")}\n`);
		}
		if (isEmpty && !options.jsonl) terminal.print(`Run ${reader.facts.runId} has no failed items.`);
		return exitCodes.succeeded;
	} finally {
		reader.dispose();
	}
}

function page(reader: RunReader, after: number): readonly FailedItem[] {
	const pages = outcomes.map((outcome) => reader.failures({ outcome }, { after, limit: pageItems }));
	return pages
		.flat()
		.sort((a, b) => a.item.index - b.item.index)
		.slice(0, pageItems);
}

function jsonLines(items: readonly FailedItem[]): readonly string[] {
	return items.map(({ item, outcome, failure, attempts }) => {
		const { index, key, value, location } = item;
		const { category, name, code = null, message } = failure;
		const { file = null, line = null } = location ?? {};
		return printableJson({ index, key, outcome, value, file, line, category, name, code, message, attempts });
	});
}

function rows(items: readonly FailedItem[], baseFolder: string): readonly string[] {
	return columns(
		items.map(({ item, outcome, failure, attempts }) => {
			const index = formatCount(item.index);
			const where = locationText(item.location, baseFolder);
			// A file is named once, where it is the item itself.
			const name = item.key === String(item.index) || where === item.key ? [] : [printable(item.key)];
			const tries = attempts > 1 ? ` (${formatCountOf(attempts, "attempt")})` : "";
			const message = `${outcome === "interrupted" ? "In doubt: " : ""}${printable(failure.message)}${tries}`;
			return [index, ...name, ...(where === "" ? [] : [printable(where)]), message];
		}),
	);
}

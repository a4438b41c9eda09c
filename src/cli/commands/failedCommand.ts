import { formatCount, formatCountOf } from "../../base/format.ts";
import type { FailedOutcome } from "../../engine/model/outcome.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { findRun } from "../../job/launch/findRun.ts";
import { locationText } from "../../report/locationText.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import { RunReader } from "../../store/runReader.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { columns } from "../terminal/columns.ts";
import { printable, printableJson } from "../terminal/printable.ts";
import { exitCodes } from "../texts/exitCode.ts";

/** Items read and written at a time: there may be millions. */
const pageItems = 500;

export interface FailedOptions extends GlobalOptions {
	readonly jsonl?: boolean;
}

/** What did not succeed, and was not left out on purpose. */
const outcomes: readonly FailedOutcome[] = ["failed", "interrupted"];

/** `batchline failed RUN`: its failed items and those in doubt, by index. @throws UsageError; DamagedRunError, NewerRunError */
export async function failedCommand(
	runId: string,
	options: FailedOptions,
	{ output, terminal }: Host,
): Promise<number> {
	const { runsFolder } = runsHome(options, process.cwd());
	const reader = new RunReader(findRun(runsFolder, runId));
	try {
		const toLines = options.jsonl ? jsonLines : (items: readonly FailedItem[]) => rows(items, reader.info.baseFolder);
		const reading = new FailedReading(reader);
		for (let items = reading.next(); items.length > 0 && !output.closed.aborted; items = reading.next())
			await output.write(`${toLines(items).join("\n")}\n`);
		if (reading.damage) {
			terminal.print(`${reading.damage.message}\n${reading.readText}`);
			return exitCodes.badUsage;
		}
		if (reading.count === 0 && !options.jsonl) terminal.print(`Run ${reader.info.runId} has no failed items.`);
		return exitCodes.succeeded;
	} finally {
		reader.dispose();
	}
}

/** Goes through the items page by page; where the database is damaged, through those that can still be read. */
class FailedReading {
	readonly #reader: RunReader;
	#after = -1;
	#readable: Iterator<FailedItem> | undefined;
	/** Items given so far. */
	count = 0;
	damage: DamagedRunError | undefined;

	constructor(reader: RunReader) {
		this.#reader = reader;
	}

	/** Empty at the end. */
	next(): readonly FailedItem[] {
		const items = this.#readable ? readOn(this.#readable) : this.#page();
		this.#after = items.at(-1)?.item.index ?? this.#after;
		this.count += items.length;
		return items;
	}

	/** How many of the failed items could be read, for the user. */
	get readText(): string {
		try {
			const { failed, interrupted } = this.#reader.status().counts;
			return `${formatCount(this.count)} of its ${formatCountOf(failed + interrupted, "failed item")} could be read.`;
		} catch (error) {
			if (!(error instanceof DamagedRunError)) throw error;
			return `${formatCountOf(this.count, "failed item")} could be read; how many there are is unknown.`;
		}
	}

	#page(): readonly FailedItem[] {
		try {
			return page(this.#reader, this.#after);
		} catch (error) {
			if (!(error instanceof DamagedRunError)) throw error;
			this.damage = error;
			this.#readable = this.#reader.readableFailures(outcomes, this.#after)[Symbol.iterator]();
			return readOn(this.#readable);
		}
	}
}

function readOn(items: Iterator<FailedItem>): readonly FailedItem[] {
	const read: FailedItem[] = [];
	for (let next = items.next(); !next.done; next = items.next()) {
		if (read.push(next.value) >= pageItems) break;
	}
	return read;
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
			// Where the item is a file, its path is shown once.
			const name = item.key === String(item.index) || where === item.key ? [] : [printable(item.key)];
			const tries = attempts > 1 ? ` (${formatCountOf(attempts, "attempt")})` : "";
			const message = `${outcome === "interrupted" ? "In doubt: " : ""}${printable(failure.message)}${tries}`;
			return [index, ...name, ...(where === "" ? [] : [printable(where)]), message];
		}),
	);
}

import { formatCount, formatCountOf } from "../../base/format.ts";
import { type FailedOutcome, failedOutcomes, outcomeText } from "../../engine/model/outcome.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { findRun } from "../../job/launch/findRun.ts";
import { locationText } from "../../report/locationText.ts";
import { detailLines, ownWords } from "../../report/ownWords.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import { RunReader } from "../../store/runReader.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { columns } from "../terminal/columns.ts";
import type { Output } from "../terminal/output.ts";
import { printable, printableJson, printableLines } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { FailedCsv } from "./failedCsv.ts";

/** Items read and written at a time: there may be millions. */
const pageItems = 500;

export interface FailedOptions extends GlobalOptions {
	readonly jsonl?: boolean;
	readonly csv?: boolean;
	readonly skipped?: boolean;
}

/** `batchline failed RUN`: its failed items and those in doubt (with `--skipped`: skipped ones, too), by index. @throws UsageError; DamagedRunError, NewerRunError */
export async function failedCommand(
	runId: string,
	options: FailedOptions,
	{ output, terminal }: Host,
): Promise<number> {
	const { runsFolder } = runsHome(options, process.cwd());
	const reader = new RunReader(findRun(runsFolder, runId));
	try {
		const { baseFolder } = reader.info;
		const words = ({ failure }: FailedItem) =>
			output.isTerminal ? ownWords(failure, baseFolder) : detailLines(failure);
		const outcomes: readonly FailedOutcome[] = options.skipped ? failedOutcomes : ["failed", "interrupted"];
		const format = formatOf(options, output, (items) => rows(items, baseFolder, words));
		if (format.meet) {
			const first = new FailedReading(reader, outcomes);
			for (let items = first.next(); items.length > 0; items = first.next()) format.meet(items);
		}
		if (format.header) await output.write(`${format.header()}${format.lineEnd}`);
		const reading = new FailedReading(reader, outcomes);
		for (let items = reading.next(); items.length > 0 && !output.closed.aborted; items = reading.next())
			await output.write(format.lines(items).join(format.lineEnd) + format.lineEnd);
		if (reading.damage) {
			terminal.print(`${reading.damage.message}\n${reading.readText}`);
			return exitCodes.badUsage;
		}
		if (!options.jsonl && !options.csv) printRest(reader, reading.count, options, terminal);
		return exitCodes.succeeded;
	} finally {
		reader.dispose();
	}
}

/** How items are written. */
interface Format {
	/** Is told of all items before the first is written. */
	meet?(items: readonly FailedItem[]): void;
	header?(): string;
	lines(items: readonly FailedItem[]): readonly string[];
	readonly lineEnd: string;
}

function formatOf({ jsonl, csv }: FailedOptions, output: Output, lines: Format["lines"]): Format {
	if (jsonl) return { lines: jsonLines, lineEnd: "\n" };
	if (!csv) return { lines, lineEnd: "\n" };
	const table = new FailedCsv(output.isTerminal ? printable : undefined);
	return {
		meet: (items) => table.meet(items),
		header: () => table.header(),
		lines: (items) => table.lines(items),
		lineEnd: "\r\n",
	};
}

/** Says so where nothing is listed, and that rejected items are listed on demand. */
function printRest(reader: RunReader, listed: number, { skipped }: FailedOptions, terminal: Terminal): void {
	const { rejected } = reader.status().counts;
	if (listed === 0) terminal.print(`Run ${reader.info.runId} has no failed items.`);
	if (rejected === 0 || skipped) return;
	terminal.print(
		`${formatCountOf(rejected, "item")} ${rejected === 1 ? "was" : "were"} rejected: --skipped lists them, too.`,
	);
}

/** Goes through the items page by page; where the database is damaged, through those that can still be read. */
class FailedReading {
	readonly #reader: RunReader;
	readonly #outcomes: readonly FailedOutcome[];
	/** In doubt since the last process died: not among the failed ones yet. */
	#inDoubt: readonly FailedItem[];
	#after = -1;
	#readable: Iterator<FailedItem> | undefined;
	/** Items given so far. */
	count = 0;
	damage: DamagedRunError | undefined;

	constructor(reader: RunReader, outcomes: readonly FailedOutcome[]) {
		this.#reader = reader;
		this.#outcomes = outcomes;
		this.#inDoubt = inDoubtIn(reader);
	}

	/** Empty at the end. */
	next(): readonly FailedItem[] {
		const page = this.#readable ? readOn(this.#readable) : this.#page();
		const last = page.at(-1)?.item.index;
		this.#after = last ?? this.#after;
		const items = [...page, ...this.#takeInDoubt(last ?? Infinity)].sort((a, b) => a.item.index - b.item.index);
		this.count += items.length;
		return items;
	}

	#takeInDoubt(upTo: number): readonly FailedItem[] {
		const taken = this.#inDoubt.filter(({ item }) => item.index <= upTo);
		this.#inDoubt = this.#inDoubt.slice(taken.length);
		return taken;
	}

	/** How many of the failed items could be read, for the user. */
	get readText(): string {
		try {
			const { counts } = this.#reader.status();
			const all = this.#outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
			return `${formatCount(this.count)} of its ${formatCountOf(all, "failed item")} could be read.`;
		} catch (error) {
			if (!(error instanceof DamagedRunError)) throw error;
			return `${formatCountOf(this.count, "failed item")} could be read; how many there are is unknown.`;
		}
	}

	#page(): readonly FailedItem[] {
		try {
			return this.#reader.failures({ outcome: this.#outcomes }, { after: this.#after, limit: pageItems });
		} catch (error) {
			if (!(error instanceof DamagedRunError)) throw error;
			this.damage = error;
			this.#readable = this.#reader.readableFailures(this.#outcomes, this.#after)[Symbol.iterator]();
			return readOn(this.#readable);
		}
	}
}

function inDoubtIn(reader: RunReader): readonly FailedItem[] {
	try {
		return reader.inDoubt();
	} catch (error) {
		// Which is met again, and told, as the failed items are read.
		if (error instanceof DamagedRunError) return [];
		throw error;
	}
}

function readOn(items: Iterator<FailedItem>): readonly FailedItem[] {
	const read: FailedItem[] = [];
	for (let next = items.next(); !next.done; next = items.next()) {
		if (read.push(next.value) >= pageItems) break;
	}
	return read;
}

function jsonLines(items: readonly FailedItem[]): readonly string[] {
	return items.map(({ item, outcome, failure, attempts }) => {
		const { index, key, value, location } = item;
		const { category, name, code = null, message, detail = null } = failure;
		const { file = null, line = null } = location ?? {};
		return printableJson({
			index,
			key,
			outcome: outcomeText(outcome),
			value,
			file,
			line,
			category,
			name,
			code,
			message,
			detail,
			attempts,
		});
	});
}

const indent = "    ";

const outcomeLabels: Readonly<Record<FailedOutcome, string>> = {
	failed: "",
	rejected: "Rejected: ",
	skipped: "Skipped: ",
	interrupted: "In doubt: ",
};

/** @param words what stands below each item */
function rows(
	items: readonly FailedItem[],
	baseFolder: string,
	words: (item: FailedItem) => readonly string[],
): readonly string[] {
	const heads = columns(
		items.map(({ item, outcome, failure, attempts }) => {
			const index = formatCount(item.index);
			const where = locationText(item.location, baseFolder);
			// Where the item is a file, its path is shown once.
			const name = item.key === String(item.index) || where === item.key ? [] : [printable(item.key)];
			const tries = attempts > 1 ? ` (${formatCountOf(attempts, "attempt")})` : "";
			const message = `${outcomeLabels[outcome]}${printable(failure.message)}${tries}`;
			return [index, ...name, ...(where === "" ? [] : [printable(where)]), message];
		}),
	);
	return items.flatMap((item, at) => [
		heads[at] ?? "",
		...words(item).map((line) => indent + printableLines(line).join(" ")),
	]);
}

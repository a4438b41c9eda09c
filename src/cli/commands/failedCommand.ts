import { formatCount, formatCountOf } from "../../base/format.ts";
import type { Item } from "../../engine/model/item.ts";
import { type FailedOutcome, failedOutcomes, outcomeText } from "../../engine/model/outcome.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { AttemptTexts } from "../../job/launch/inDoubt/attemptTexts.ts";
import { startedAt } from "../../job/launch/inDoubt/inDoubtDecision.ts";
import { FailedCsv } from "../../report/failedCsv.ts";
import { locationText } from "../../report/locationText.ts";
import { detailLines, ownWords } from "../../report/ownWords.ts";
import { findRun } from "../../store/history/findRun.ts";
import { RunReader } from "../../store/runReader.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { columns } from "../terminal/columns.ts";
import type { Output } from "../terminal/output.ts";
import { printable, printableJson, printableLines } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { FailedReading } from "./failedReading.ts";
import { launchOptionsFor } from "./runningOptions.ts";

export interface FailedOptions extends GlobalOptions {
	readonly jsonl?: boolean;
	readonly csv?: boolean;
	readonly skipped?: boolean;
}

/** `batchline failed RUN`: its failed items and those in doubt (with `--skipped`: skipped ones, too), by index. @throws UsageError; DamagedRunError, NewerRunError */
export async function failedCommand(runId: string, options: FailedOptions, host: Host): Promise<number> {
	const { output, terminal } = host;
	const home = runsHome(options, process.cwd());
	const folder = findRun(home.runsFolder, runId);
	const reader = new RunReader(folder);
	let texts: AttemptTexts | undefined;
	/** Opened for the first item in doubt. */
	const textOf = async (item: Item) => {
		texts ??= await AttemptTexts.open(folder, launchOptionsFor(reader.info.baseFolder, home, {}, host));
		return texts.of(item);
	};
	try {
		const { baseFolder } = reader.info;
		const words = ({ failure }: FailedItem) =>
			output.isTerminal ? ownWords(failure, baseFolder) : detailLines(failure);
		const outcomes: readonly FailedOutcome[] = options.skipped ? failedOutcomes : ["failed", "interrupted"];
		const format = formatOf(options, output, (items, doubts) =>
			rows(items, baseFolder, (item) => [...doubtLines(doubts.get(item)), ...words(item)]),
		);
		if (format.meet) {
			const first = new FailedReading(reader, outcomes);
			for (let items = first.next(); items.length > 0; items = first.next()) format.meet(items);
		}
		if (format.header) await output.write(`${format.header()}${format.lineEnd}`);
		const reading = new FailedReading(reader, outcomes);
		for (let items = reading.next(); items.length > 0 && !output.closed.aborted; items = reading.next())
			await output.write(format.lines(items, await doubtsOf(items, textOf)).join(format.lineEnd) + format.lineEnd);
		if (reading.damage) {
			terminal.print(`${reading.damage.message}\n${reading.readText}`);
			return exitCodes.badUsage;
		}
		if (!options.jsonl && !options.csv) printRest(reader, reading.count, options, terminal);
		return exitCodes.succeeded;
	} finally {
		await texts?.dispose();
		reader.dispose();
	}
}

/** How items are written. */
interface Format {
	/** Is told of all items before the first is written. */
	meet?(items: readonly FailedItem[]): void;
	header?(): string;
	lines(items: readonly FailedItem[], doubts: Doubts): readonly string[];
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
		lineEnd: "",
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

/** What is known of an item in doubt, beyond its failure. */
interface Doubt {
	readonly startedAt: string | null;
	/** What its last attempt did. */
	readonly attempt: string | null;
}

type Doubts = ReadonlyMap<FailedItem, Doubt>;

async function doubtsOf(
	items: readonly FailedItem[],
	textOf: (item: Item) => Promise<string | undefined>,
): Promise<Doubts> {
	const doubts = new Map<FailedItem, Doubt>();
	for (const failed of items) {
		if (failed.outcome !== "interrupted") continue;
		const began = startedAt(failed);
		doubts.set(failed, {
			startedAt: began === undefined ? null : new Date(began).toISOString(),
			attempt: (await textOf(failed.item)) ?? null,
		});
	}
	return doubts;
}

function doubtLines(doubt: Doubt | undefined): readonly string[] {
	return doubt?.attempt ? [doubt.attempt] : [];
}

function jsonLines(items: readonly FailedItem[], doubts: Doubts): readonly string[] {
	return items.map((failed) => {
		const { item, outcome, failure, attempts } = failed;
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
			...doubts.get(failed),
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

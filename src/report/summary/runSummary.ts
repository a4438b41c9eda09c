import { existsSync, readFileSync } from "node:fs";
import { parseJson } from "../../base/parseJson.ts";
import { UsageError } from "../../base/usageError.ts";
import { isActive } from "../../engine/model/runState.ts";
import type { JobDefinition } from "../../job/file/jobSchema.ts";
import { readSavedJob } from "../../job/launch/runFiles.ts";
import { compileSummaries } from "../../job/plan/checks/summaries.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import { writeDurably } from "../../store/files/durableFile.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import { ResultTable } from "../../store/results/resultTable.ts";
import { RunReader } from "../../store/runReader.ts";
import { RenderError } from "../../templates/renderError.ts";
import type { Scope } from "../../templates/scope.ts";
import { ValueCounter, type ValueSummary } from "./valueSummary.ts";

/** What a run's job asks to be counted. */
export interface RunSummary {
	readonly values: readonly ValueSummary[];
	/** How many items failed by each of the job's assertions; those that none did are 0. */
	readonly assertions: readonly { readonly that: string; readonly items: number }[];
	/** Why values could not be counted. */
	readonly problem?: string;
}

/** As it is kept: it holds for the run as it was then. */
interface SavedSummary extends RunSummary {
	readonly updatedAt: number;
}

/**
 * Counts what the run's job asks for, unless that was done since the run last changed, and keeps it in the run folder.
 * Reads all results of a job that summarizes something; nothing at all of any other.
 * @throws DamagedRunError, NewerRunError
 */
export async function summarizeRun(folder: string): Promise<void> {
	const reader = new RunReader(folder);
	try {
		const { updatedAt, state } = reader.status();
		if (isActive(state) || savedSummary(folder)?.updatedAt === updatedAt) return;
		const definition = await definitionOf(reader);
		if (!definition || (definition.summarize === undefined && definition.assert === undefined)) return;
		const saved: SavedSummary = {
			updatedAt,
			...(await countValues(folder, compileSummaries(definition))),
			assertions: countAssertions(reader, definition.assert ?? []),
		};
		writeDurably(runFolderAt(folder).summary, `${JSON.stringify(saved)}\n`);
	} finally {
		reader.dispose();
	}
}

/** As it was last counted; undefined where the job asks for nothing, or nobody has counted it yet. */
export function readRunSummary(folder: string): RunSummary | undefined {
	const saved = savedSummary(folder);
	if (!saved) return undefined;
	const { updatedAt, ...summary } = saved;
	return summary;
}

/** Undefined where this version cannot make sense of the job, or it is gone: the rest of a report needs neither. */
async function definitionOf({ folder, info }: RunReader): Promise<JobDefinition | undefined> {
	try {
		return (await readSavedJob(folder, info)).definition;
	} catch (error) {
		if (error instanceof UsageError || error instanceof DamagedRunError) return undefined;
		throw error;
	}
}

async function countValues(
	folder: string,
	expressions: ReturnType<typeof compileSummaries>,
): Promise<Pick<RunSummary, "values" | "problem">> {
	if (expressions.length === 0) return { values: [] };
	const counters = expressions.map((expression) => ({ expression, counter: new ValueCounter(expression.text) }));
	const table = ResultTable.open(folder);
	try {
		// In their order: of too many values, the same ones are counted each time.
		for await (const page of table.rows({ outcomes: ["succeeded"], order: "completion" })) {
			for (const { index, key, value: item, result } of page) {
				const scope = { index, key, item, result } as unknown as Scope;
				for (const { expression, counter } of counters) counter.add(countedValue(expression, scope));
			}
		}
		return { values: counters.map(({ counter }) => counter.summary) };
	} catch (error) {
		if (!(error instanceof DamagedRunError)) throw error;
		return { values: [], problem: error.message };
	} finally {
		table.dispose();
	}
}

/** None where a filter cannot work on the item's value. */
function countedValue(expression: ReturnType<typeof compileSummaries>[number], scope: Scope): unknown {
	try {
		return expression.value(scope);
	} catch (error) {
		if (error instanceof RenderError) return undefined;
		throw error;
	}
}

/** The groups of errors have the codes of their assertions. */
function countAssertions(
	reader: RunReader,
	assertions: readonly (string | { readonly that: string })[],
): RunSummary["assertions"] {
	const counts = assertions.map(() => 0);
	for (const { id, category, count } of reader.groups()) {
		const [, number] = /^assert:(\d+) /.exec(id.slice(category.length + 1)) ?? [];
		const at = Number(number) - 1;
		if (counts[at] !== undefined) counts[at] += count;
	}
	return assertions.map((given, at) => ({
		that: typeof given === "string" ? given : given.that,
		items: counts[at] ?? 0,
	}));
}

function savedSummary(folder: string): SavedSummary | undefined {
	const file = runFolderAt(folder).summary;
	if (!existsSync(file)) return undefined;
	try {
		return parseJson(readFileSync(file, "utf8")) as SavedSummary;
	} catch {
		// It is counted anew.
		return undefined;
	}
}

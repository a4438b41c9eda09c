import { join } from "node:path";
import type { Item } from "../../../engine/model/item.ts";
import type { OpenedSource } from "../../../sources/sourceKind.ts";
import type { RunInfo } from "../../../store/database/run/runInfo.ts";
import type { RunReader } from "../../../store/runReader.ts";
import type { Job } from "../../file/job.ts";
import { type InputValues, keptInputs } from "../../plan/inputs.ts";
import { readsOnce } from "../../plan/items/itemTraits.ts";
import { type Plan, planItems, planOver } from "../../plan/plan.ts";
import { definitionChange } from "../definitionChange.ts";
import type { RetryOptions } from "../launchOptions.ts";
import { unusedRunId } from "../newRun.ts";
import { type RetryInfo, readInputs, readOwnOutput, readSavedJob } from "../runFiles.ts";
import type { CorrectedItems } from "./correctedItems.ts";
import { type CurrentItems, currentItems } from "./currentItems.ts";
import { itemsToRetry, kindOf, retriedItems } from "./retriedItems.ts";
import { originIdOf, retriesOf } from "./retryRuns.ts";

export interface RetryPlanOptions extends RetryOptions {
	/** The job as it is now; undefined: as it ran. */
	readonly job: Job | undefined;
	/** The items file, read. */
	readonly corrected: CorrectedItems | undefined;
	/** The items are only looked at, and in no folder of their own. */
	readonly isPreview?: boolean;
}

export interface RetryPlan {
	readonly plan: Plan;
	readonly runId: string;
	/** Of the run whose items are tried again. */
	readonly info: RunInfo;
	readonly retry: RetryInfo;
	/** The items, with the values that are used. */
	pages(): Iterable<readonly Item[]>;
	/** The job as it ran. */
	readonly saved: Job;
	readonly ownOutput: string | undefined;
	/** What has changed since, for the user. */
	readonly notes: readonly string[];
}

/**
 * @param chain the run whose items are tried again, behind those that it retries items of itself
 * @throws UsageError
 */
export async function planRetry(chain: readonly RunReader[], options: RetryPlanOptions): Promise<RetryPlan> {
	const run = chain.at(-1) as RunReader;
	const first = chain[0] as RunReader;
	const { info, folder } = run;
	const { category, skipped, selected, corrected, job: now } = options;
	const all = () => itemsToRetry(run, { category, skipped, selected }, chain.slice(0, -1));
	const items = corrected ? corrected.count(all(), info.runId, kindOf(options)[0]) : countOf(all());
	const given = () => (corrected ? corrected.of(all()) : all());
	const runId = unusedRunId(options);
	const saved = await readSavedJob(folder, info);
	const originId = originIdOf(folder);
	const job = now ?? saved;
	const changed = now ? definitionChange(saved, now, { runId: info.runId, hasOwnItems: true }) : [];
	const before = keptInputs(job, readInputs(folder));
	const chosen = typeof options.inputs === "object" ? options.inputs : {};
	const inputs = { ...before, ...chosen };
	const { jobFile } = info;
	const { limit } = first.info;
	const current =
		options.asItRan || readsOnce(job.definition) || corrected
			? undefined
			: await currentItems(given, {
					job,
					saved,
					total: first.status().total,
					mark: retriesOf(options.runsFolder, originId).length === 0 ? first.written().position : undefined,
					openSource: () => planItems(job, { ...options, inputs, runId, limit, jobFile }),
				});
	const pages = () => (current ? withValues(given(), current) : given());
	const retry: RetryInfo = { originId, category, skipped, selected, correctedDigest: corrected?.digest, items };
	const source = retriedItems(join(options.runsFolder, runId), retry);
	const ownOutput = readOwnOutput(folder);
	const planned = options.isPreview ? { ...source, chunks: chunksOf(pages) } : source;
	const plan = await planOver(job, planned, { ...options, inputs, runId, jobFile, ownOutput });
	const notes = [...changeNotes(changed), ...inputNotes(before, chosen), ...(current?.notes ?? [])];
	return { plan, runId, info, retry, pages, saved, ownOutput, notes };
}

function countOf(pages: Iterable<readonly Item[]>): number {
	let count = 0;
	for (const page of pages) count += page.length;
	return count;
}

function* withValues(pages: Iterable<readonly Item[]>, current: CurrentItems): Iterable<readonly Item[]> {
	for (const page of pages) yield page.map((item) => current.of(item));
}

function chunksOf(pages: RetryPlan["pages"]): OpenedSource["chunks"] {
	return async function* chunks(signal) {
		for (const page of pages()) {
			if (signal.aborted) return;
			yield page;
		}
	};
}

function changeNotes(changed: readonly string[]): readonly string[] {
	if (changed.length === 0) return [];
	return [`The job has changed since: its new ${changed.map((key) => `"${key}"`).join(", ")} will be used.`];
}

function inputNotes(before: InputValues, chosen: InputValues): readonly string[] {
	return Object.entries(chosen)
		.filter(([name, value]) => before[name] !== undefined && before[name] !== value)
		.map(([name, value]) => `The input "${name}" was "${before[name]}"; "${value}" will be used.`);
}

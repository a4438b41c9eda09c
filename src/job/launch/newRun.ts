import { existsSync, mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../base/usageError.ts";
import type { ItemOrigin } from "../../engine/model/itemOrigin.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import { privateModes } from "../../store/files/durableFile.ts";
import { isRunId, newRunId } from "../../store/files/runFolder.ts";
import { runIds } from "../../store/history/findRun.ts";
import { RunStore } from "../../store/runStore.ts";
import type { Plan } from "../plan/plan.ts";
import { type Launched, launch } from "./launched.ts";
import type { LaunchOptions } from "./launchOptions.ts";
import { saveInputs } from "./runFiles.ts";

/** What differs between a job's own run and a retry of failed items. */
export interface NewRun {
	readonly jobFile: string | undefined;
	readonly parent?: string;
	/** Undefined: this run. */
	readonly origin: ItemOrigin | undefined;
	/** Puts into the run folder what a resume will need, before it becomes a run. */
	save(folder: string): void;
}

/** @throws UsageError when the folder cannot be made; nothing is left behind */
export async function launchNew(plan: Plan, runId: string, options: LaunchOptions, info: NewRun): Promise<Launched> {
	const { runsFolder, clock, limit } = options;
	const { job, itemsSummary, runSummary, notes } = plan;
	const { jobFile, parent, save } = info;
	const origin: ItemOrigin = info.origin ?? { runId, identity: "indexAndKey" };
	const folder = join(runsFolder, runId);
	let store: RunStore | undefined;
	try {
		const runInfo: RunInfo = {
			runId,
			jobName: job.name,
			jobFile,
			baseFolder: job.baseFolder,
			createdAt: clock.now(),
			parent,
			items: itemsSummary,
			run: runSummary,
			limit,
			notes,
			identity: origin.identity,
		};
		mkdirSync(folder, { recursive: true, mode: privateModes.folder });
		saveInputs(folder, plan.inputs);
		save(folder);
		store = await RunStore.create(folder, runInfo, job.document.value);
		return launch({ ...options, plan, store, folder, runId, origin, isNew: true }, plan.notes);
	} catch (error) {
		await plan.dispose();
		await store?.close();
		await rm(folder, { recursive: true, force: true });
		throw folderError(folder, error);
	}
}

/** An id whose folder does not exist yet, and that sorts after those of all other runs. */
export function unusedRunId({ runsFolder, clock }: LaunchOptions): string {
	const newest = runIds(runsFolder).find(isRunId);
	for (;;) {
		const runId = newRunId(clock.now(), newest);
		if (!existsSync(join(runsFolder, runId))) return runId;
	}
}

function folderError(folder: string, error: unknown): unknown {
	const { code, message } = error as NodeJS.ErrnoException;
	if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) return error;
	return new UsageError({ message: `The run folder ${folder} cannot be made: ${message}` });
}

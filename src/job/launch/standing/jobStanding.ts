import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { parseJson } from "../../../base/parseJson.ts";
import { isActive, isResumable } from "../../../engine/model/runState.ts";
import { Lease } from "../../../store/database/locks/lease.ts";
import { runFolderAt } from "../../../store/files/runFolder.ts";
import { runIds } from "../../../store/history/findRun.ts";
import { type ReadableRun, readRun } from "../../../store/history/runList.ts";
import { RunReader } from "../../../store/runReader.ts";
import type { Job } from "../../file/job.ts";
import { readCommandLine } from "../runFiles.ts";
import { identityOf, isSameJob } from "./jobIdentity.ts";

/** What a job's runs mean for its next start. */
export interface JobStanding {
	/**
	 * `active`: one is being run, be it a retry of failed items. `unfinished`: the newest has work left, or items in doubt
	 * that were left to be decided later. `done`: the newest has an outcome for each item.
	 */
	readonly kind: "active" | "unfinished" | "done";
	readonly run: ReadableRun;
}

/** How long a run that is held, and is not under way, may stay so: it is looked at, changed, or just ending; ms. */
const settleMs = 1_000;
const pollMs = 20;

/**
 * Undefined where the job has no run yet. (An unfinished run that is not the newest was given up when the job was
 * started over.) Of a job without a file only active runs count, unless it was made from a command line.
 * @throws DamagedRunError, NewerRunError where its newest may be a run that cannot be read: its work must not be
 * repeated unasked
 */
export async function standingOf(runsFolder: string, job: Job): Promise<JobStanding | undefined> {
	const active = await activeRunOf(runsFolder, job);
	if (active) return { kind: "active", run: active };
	if (job.file === undefined && !job.commandLine) return undefined;
	for (const id of runIds(runsFolder)) {
		const folder = join(runsFolder, id);
		if (job.commandLine && isOfOther(folder, job)) continue;
		const run = runUnlessOther(folder, job);
		if (!run || run.info.parent !== undefined || !isSameJob(run.info, identityOf(job))) continue;
		const { state, counts } = run.status;
		return { kind: isResumable(state) || counts.interrupted > 0 ? "unfinished" : "done", run };
	}
	return undefined;
}

/**
 * A run of the job that a process, this one included, works on: also if the clock was set back since, and it is not the
 * newest by its date.
 * @param except folder of a run that does not count
 */
export async function activeRunOf(runsFolder: string, job: Job, except?: string): Promise<ReadableRun | undefined> {
	for (const id of runIds(runsFolder)) {
		const folder = join(runsFolder, id);
		if (folder === except || !Lease.isHeld(folder)) continue;
		const run = runUnlessOther(folder, job);
		if (run && isSameJob(run.info, identityOf(job)) && saysTheSame(folder, job) && (await stays(folder))) return run;
	}
	return undefined;
}

/** Whether a run that is held is being run, and not only looked at or just ending. */
async function stays(folder: string): Promise<boolean> {
	const deadline = performance.now() + settleMs;
	while (Lease.isHeld(folder)) {
		const reader = new RunReader(folder);
		const { state } = reader.status();
		reader.dispose();
		if (isActive(state) || performance.now() > deadline) return true;
		await sleep(pollMs);
	}
	return false;
}

/** Whether it is a run of another command line. What cannot be read may be of this one. */
function isOfOther(folder: string, job: Job): boolean {
	try {
		return readCommandLine(folder) === undefined || !saysTheSame(folder, job);
	} catch {
		return false;
	}
}

/** Jobs without a file are told apart by what they do: many may be started on one document, or typed in one folder. */
function saysTheSame(folder: string, job: Job): boolean {
	if (job.file !== undefined) return true;
	const [saved, now] = [savedIn(folder), job.document.value];
	return job.commandLine ? isDeepStrictEqual(workOf(saved), workOf(now)) : isDeepStrictEqual(saved, now);
}

/** How many work at once, say, makes no other job of the same command line. */
function workOf(definition: unknown): unknown {
	const { items, run, key, batchSize } = definition as Readonly<Record<string, unknown>>;
	return { items, run, key, batchSize };
}

/** Undefined for an unreadable run of another job: a new run does not touch it. */
function runUnlessOther(folder: string, job: Job): ReadableRun | undefined {
	try {
		return readRun(folder);
	} catch (error) {
		if (mayBeOf(folder, job)) throw error;
		return undefined;
	}
}

/** Whether an unreadable run may be of this job: its job.json says what the job says now, or is unreadable too. */
function mayBeOf(folder: string, job: Job): boolean {
	try {
		return isDeepStrictEqual(savedIn(folder), job.document.value);
	} catch {
		return true;
	}
}

function savedIn(folder: string): unknown {
	return parseJson(readFileSync(runFolderAt(folder).jobFile, "utf8"));
}

import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "../../../base/usageError.ts";
import { FileLock } from "../../../store/database/locks/fileLock.ts";
import { identityParts, type JobIdentity } from "./jobIdentity.ts";

/** How long a start waits for another start of the same job, ms: planning one may read a large source. */
const waitMs = 30_000;
const pollMs = 20;

/**
 * Does `work` while no other process, and no other part of this one, looks for the job's runs or makes one.
 * @throws UsageError where the lock cannot be had
 */
export async function withJobLock<T>(runsFolder: string, job: JobIdentity, work: () => Promise<T>): Promise<T> {
	const lock = await takeLock(runsFolder, job);
	try {
		return await work();
	} finally {
		lock?.dispose();
	}
}

/** @returns undefined where runs can be read, but nobody can make or resume one: `work` says why, with its folder. */
async function takeLock(runsFolder: string, job: JobIdentity): Promise<FileLock | undefined> {
	const folder = join(runsFolder, "..", "locks");
	const name = createHash("sha256").update(identityParts(job).join("\0")).digest("hex").slice(0, 16);
	const deadline = performance.now() + waitMs;
	for (;;) {
		let lock: FileLock | undefined;
		try {
			mkdirSync(folder, { recursive: true });
			lock = FileLock.take(join(folder, `${name}.lock`), 0);
		} catch (error) {
			if (!isWritable(runsFolder)) return undefined;
			throw new UsageError({ message: `The folder ${folder} cannot be made: ${(error as Error).message}` });
		}
		if (lock) return lock;
		if (performance.now() > deadline) {
			const message = "Another process has been starting this job for 30 seconds, and is not done with it yet.";
			throw new UsageError({ message, suggestion: "Wait for it, or end it." });
		}
		await sleep(pollMs);
	}
}

function isWritable(folder: string): boolean {
	try {
		accessSync(folder, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Disposable } from "../../../base/disposable.ts";
import { UsageError } from "../../../base/usageError.ts";
import { Lease } from "../../../store/database/locks/lease.ts";
import { DamagedRunError } from "../../../store/errors/damagedRunError.ts";
import { RunBusyError } from "../../../store/errors/runBusyError.ts";
import { runFolderAt } from "../../../store/files/runFolder.ts";
import { RunReader, type RunStatus } from "../../../store/runReader.ts";
import { type RetryInfo, readRetryInfo } from "../runFiles.ts";

/** A run that tries failed items of another one again. */
export interface RetryRun {
	readonly folder: string;
	readonly runId: string;
	readonly parent: string | undefined;
	readonly retry: RetryInfo;
	readonly status: RunStatus;
}

/** The run that the items of this one come from: the first in a chain of retries. */
export function originIdOf(folder: string): string {
	return readRetryInfo(folder)?.originId ?? basename(folder);
}

/**
 * All runs that retry items of the run `originId`, also by way of other retries; the one that was changed last is last.
 * @throws DamagedRunError, NewerRunError for one that cannot be read: nobody knows then what it has done
 */
export function retriesOf(runsFolder: string, originId: string): readonly RetryRun[] {
	return names(runsFolder)
		.map((name) => join(runsFolder, name))
		.filter((folder) => isRun(folder))
		.flatMap((folder) => {
			const retry = retryInfoOf(folder);
			return retry?.originId === originId ? [retryRunAt(folder, retry)] : [];
		})
		.sort((a, b) => a.status.updatedAt - b.status.updatedAt);
}

/**
 * Folders of the runs that this one retries items of, as far as they are still there, the first one first; this one is
 * the last.
 */
export function chainOf(folder: string): readonly string[] {
	const runsFolder = dirname(folder);
	const chain = [folder];
	for (let parent = parentOf(folder); parent !== undefined; ) {
		const parentFolder = join(runsFolder, parent);
		if (!isRun(parentFolder)) break;
		chain.unshift(parentFolder);
		parent = parentOf(parentFolder);
	}
	// One in between may have been deleted.
	const origin = join(runsFolder, originIdOf(folder));
	if (!chain.includes(origin) && isRun(origin)) chain.unshift(origin);
	return chain;
}

/**
 * Keeps runs from being run, retried, changed or deleted while their failed items are tried again.
 * @throws UsageError while another process does any of that
 */
export function holdRuns(folders: readonly string[]): Disposable {
	const leases: Lease[] = [];
	const held = { dispose: () => leases.forEach((lease) => void lease.dispose()) };
	try {
		for (const folder of folders) leases.push(Lease.take(folder));
		return held;
	} catch (error) {
		held.dispose();
		throw error instanceof RunBusyError ? busyError(error) : error;
	}
}

function busyError({ folder, holder }: RunBusyError): UsageError {
	const who = holder ? ` by process ${holder.pid} on ${holder.host}` : "";
	return new UsageError({
		message: `Run ${basename(folder)} is being run, or retried, at the moment${who}.`,
		suggestion: "Try its failed items again when that has ended.",
	});
}

function retryRunAt(folder: string, retry: RetryInfo): RetryRun {
	const reader = new RunReader(folder);
	try {
		const { runId, parent } = reader.info;
		return { folder, runId, parent, retry, status: reader.status() };
	} finally {
		reader.dispose();
	}
}

function parentOf(folder: string): string | undefined {
	const reader = new RunReader(folder);
	reader.dispose();
	return reader.info.parent;
}

/** Undefined also where it cannot be read: then it is unknown whose retry that is. */
function retryInfoOf(folder: string): RetryInfo | undefined {
	try {
		return readRetryInfo(folder);
	} catch (error) {
		if (error instanceof DamagedRunError) return undefined;
		throw error;
	}
}

function names(runsFolder: string): readonly string[] {
	return existsSync(runsFolder) ? readdirSync(runsFolder).sort() : [];
}

function isRun(folder: string): boolean {
	return existsSync(runFolderAt(folder).database);
}

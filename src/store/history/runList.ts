import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RunInfo } from "../database/run/runInfo.ts";
import { holdsRun } from "../files/runFolder.ts";
import { RunReader, type RunStatus } from "../runReader.ts";

/** A run folder in a list; one that cannot be read says why. */
export type RunListing = ReadableRun | UnreadableRun;

export interface ReadableRun {
	readonly folder: string;
	readonly runId: string;
	readonly info: RunInfo;
	readonly status: RunStatus;
	readonly problem?: undefined;
}

export interface UnreadableRun {
	readonly folder: string;
	/** Name of the folder. */
	readonly runId: string;
	readonly problem: string;
}

/**
 * The runs in a folder, newest first; none when there is no such folder.
 * @param known ids of runs that are left out
 */
export function listRuns(runsFolder: string, known?: ReadonlySet<string>): readonly RunListing[] {
	if (!existsSync(runsFolder)) return [];
	return readdirSync(runsFolder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !known?.has(entry.name) && holdsRun(join(runsFolder, entry.name)))
		.map(({ name }) => listingOf(join(runsFolder, name), name))
		.sort((a, b) => madeAt(b) - madeAt(a));
}

/** @throws DamagedRunError, NewerRunError */
export function readRun(folder: string): ReadableRun {
	const reader = new RunReader(folder);
	try {
		return { folder, runId: reader.info.runId, info: reader.info, status: reader.status() };
	} finally {
		reader.dispose();
	}
}

function listingOf(folder: string, name: string): RunListing {
	try {
		return readRun(folder);
	} catch (error) {
		return { folder, runId: name, problem: error instanceof Error ? error.message : String(error) };
	}
}

/** Wall clock, ms since the epoch. */
function madeAt(listing: RunListing): number {
	return listing.problem === undefined ? listing.info.createdAt : statSync(listing.folder).birthtimeMs;
}

import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SizedRun } from "./retention.ts";
import type { ReadableRun } from "./runList.ts";

/** The runs with the sizes of their folders. A run that was deleted meanwhile is left out. */
export async function withSizes(runs: readonly ReadableRun[]): Promise<readonly SizedRun[]> {
	const sized: SizedRun[] = [];
	// One by one: this is housekeeping, which must not keep the disk from other work.
	for (const run of runs) {
		const sizeBytes = await sizeOf(run.folder);
		if (sizeBytes !== undefined) sized.push({ ...run, sizeBytes });
	}
	return sized;
}

async function sizeOf(folder: string): Promise<number | undefined> {
	try {
		const entries = await readdir(folder, { withFileTypes: true, recursive: true });
		const files = entries.filter((entry) => !entry.isDirectory());
		const stats = await Promise.all(files.map(({ parentPath, name }) => lstat(join(parentPath, name))));
		return stats.reduce((sum, { size }) => sum + size, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

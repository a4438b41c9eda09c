import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import type { Counts } from "../../../src/engine/index.ts";
import { DamagedRunError } from "../../../src/store/errors/damagedRunError.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { TemporaryFolder } from "../../host/temporaryFolder.ts";

/**
 * Removes, empties, cuts or flips the database's log of a dead run. It must be told, or have lost nothing. What is told
 * is put right again afterwards.
 * @param refused asserts that the run is not resumed; nothing in its folder may change by that
 */
export async function damageLog(
	folder: string,
	random: () => number,
	refused: () => Promise<void>,
): Promise<"no log" | "nothing lost" | "told"> {
	const files = runFolderAt(folder);
	if (!existsSync(files.log) || statSync(files.log).size === 0) return "no log";
	const log = readFileSync(files.log);
	const saved = savedCounts(folder);
	damage(files.log, log, random);
	const found = countsOf(folder);
	if (found) {
		assert.deepEqual(found, saved, "what the log held is lost, and nobody was told");
		return "nothing lost";
	}
	const [damaged, results] = [contentOf(files.log), readFileSync(files.results)];
	await refused();
	assert.deepEqual([contentOf(files.log), readFileSync(files.results)], [damaged, results]);
	writeFileSync(files.log, log);
	return "told";
}

function damage(file: string, content: Buffer, random: () => number): void {
	const at = Math.floor(random() * content.length);
	const kind = Math.floor(random() * 4);
	const flipped = Buffer.from(content);
	flipped[at] = (flipped[at] ?? 0) ^ 0xff;
	if (kind === 0) rmSync(file);
	else if (kind === 3) writeFileSync(file, flipped);
	else truncateSync(file, kind === 1 ? 0 : at);
}

/** Read from a copy: looking at the run itself could merge its log. */
function savedCounts(folder: string): Counts | undefined {
	using copy = new TemporaryFolder();
	cpSync(folder, copy.path, { recursive: true, filter: (path) => !/runner\.|-shm$/.test(path) });
	return countsOf(copy.path);
}

/** Undefined where who looks at the run is told of damage. */
function countsOf(folder: string): Counts | undefined {
	try {
		const reader = new RunReader(folder);
		try {
			return reader.status().counts;
		} finally {
			reader.dispose();
		}
	} catch (error) {
		assert.ok(error instanceof DamagedRunError, `${error}`);
		return undefined;
	}
}

/** What is there, where an empty file says as much as none. */
function contentOf(file: string): Buffer {
	return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
}

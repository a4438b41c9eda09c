import { randomUUID } from "node:crypto";
import { openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateModes } from "../files/durableFile.ts";

/**
 * An empty file without a name, which is gone with the process, however that ends. On the disk of the run folder, which
 * has room for the results, or, where that cannot be written, among the system's temporary files.
 * @returns its handle, for reading and writing
 */
export function openNamelessFile(folder: string): number {
	try {
		return openIn(folder);
	} catch {
		return openIn(tmpdir());
	}
}

function openIn(folder: string): number {
	const file = join(folder, `results.places-${randomUUID()}`);
	const handle = openSync(file, "wx+", privateModes.file);
	rmSync(file, { force: true });
	return handle;
}

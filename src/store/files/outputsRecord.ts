import { existsSync, readFileSync } from "node:fs";
import { writeDurably } from "./durableFile.ts";
import { runFolderAt } from "./runFolder.ts";

/** What a run folder knows of the outputs of its job. */
export interface OutputsRecord {
	/** Absolute. */
	readonly files: readonly string[];
	/** Those of them that are written when the run ends have the outcomes of this state, by its `updatedAt`; null: of none. */
	readonly writtenAt: number | null;
}

export function saveOutputs(folder: string, record: OutputsRecord): void {
	writeDurably(runFolderAt(folder).outputs, JSON.stringify(record));
}

/** Undefined where the job has none, for a run of an older version, and for a record that cannot be read. */
export function readOutputs(folder: string): OutputsRecord | undefined {
	const file = runFolderAt(folder).outputs;
	if (!existsSync(file)) return undefined;
	try {
		const { files, writtenAt } = JSON.parse(readFileSync(file, "utf8")) as Partial<OutputsRecord>;
		if (!Array.isArray(files)) return undefined;
		return { files, writtenAt: typeof writtenAt === "number" ? writtenAt : null };
	} catch {
		// Then they are written anew.
		return undefined;
	}
}

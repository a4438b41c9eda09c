import { type Commit, ResultLines } from "../../engine/index.ts";
import { toRow } from "../database/items/failedRow.ts";
import { toStartRow } from "../database/items/startTable.ts";
import type { DatabaseCommit } from "../database/runDatabase.ts";
import { joinLines } from "./joinLines.ts";
import { type PackedLines, toPackedLines } from "./packedLines.ts";

/** A commit as it is sent to the thread. */
export interface WriterCommit extends DatabaseCommit {
	readonly settled: Float64Array<ArrayBuffer>;
	/** Columns to make lines of; or whole lines with their newlines, in pieces. */
	readonly lines: PackedLines | readonly string[];
}

/**
 * Text is copied to the thread faster than it is encoded here. Numbers are copied so that their buffers can be
 * transferred: the commit itself may have to be repeated.
 */
export function toWriterCommit(commit: Commit): WriterCommit {
	const { settled, lines, failed, started } = commit;
	return {
		...commit,
		settled: new Float64Array(settled),
		lines: lines instanceof ResultLines ? toPackedLines(lines.columns) : joinLines(lines),
		failed: failed.map(toRow),
		started: started.map(toStartRow),
	};
}

/** The buffers of a commit's numbers, to be transferred to the thread. */
export function numbersOf({ settled, lines }: WriterCommit): ArrayBuffer[] {
	const columns = "indices" in lines ? [lines.indices, lines.attempts, lines.durationsMs, lines.reusedFrom] : [];
	return [settled, ...columns].flatMap((column) => column?.buffer ?? []);
}

import { type Commit, ResultLines } from "../engine/index.ts";
import { toRow } from "./failedRow.ts";
import { joinLines } from "./joinLines.ts";
import { type PackedLines, toPackedLines } from "./packedLines.ts";
import type { DatabaseCommit } from "./runDatabase.ts";
import { toStartRow } from "./startTable.ts";

/** A commit as the thread gets it. */
export interface WriterCommit extends DatabaseCommit {
	readonly settled: Float64Array<ArrayBuffer>;
	/** To be made of columns; or whole lines with their newlines, in pieces. */
	readonly lines: PackedLines | readonly string[];
}

/** Text is copied to the thread faster than it is encoded here, and indices as numbers of one kind fastest. */
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

/**
 * Frees the memory of a commit's numbers, of which nothing may be read any more. V8 counts it as outside of its heap, and
 * would let 64 MB of it pile up before it looked for what is no longer used.
 */
export function freeNumbers({ settled, lines }: WriterCommit): void {
	const columns = "indices" in lines ? [lines.indices, lines.attempts, lines.durationsMs] : [];
	for (const { buffer } of [settled, ...columns]) buffer.transfer(0);
}

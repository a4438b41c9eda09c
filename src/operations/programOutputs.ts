import type { Item } from "../engine/model/item.ts";

/** In a run folder, where all that programs write is wanted: what is long of it. */
export const outputFolderName = "written";

/** What a program has written, byte for byte; what is long lies in a file of its own, by its absolute path. */
export type WrittenBytes = Uint8Array | { readonly file: string };

export interface ProgramOutput {
	readonly stdout: WrittenBytes;
	readonly stderr: WrittenBytes;
}

/** Takes all that a job's programs write, besides what their results keep of it. */
export interface ProgramOutputs {
	/**
	 * A program has ended, however it did. Another attempt at the same items may follow.
	 * @param items those that it was run for
	 */
	ended(items: readonly Item[], output: ProgramOutput): void;
}

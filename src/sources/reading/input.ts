/** Something that items are read from: a file, or a document's text. */
export interface Input {
	/** As the job names it. */
	readonly label: string;
	/** Absolute path, or the URI of a document that has none. */
	readonly file: string;
	/** Line of `file` that the bytes begin on, from 1. */
	readonly firstLine: number;
	readonly sizeBytes: number;
	/** Whether the blocks are that many bytes; else it is an estimate, as they are unpacked or decoded. */
	readonly isSizeExact: boolean;
	/** Wall clock, ms since the epoch; undefined if it cannot change. */
	readonly modifiedMs: number | undefined;
	/** What it is decoded from; undefined: it is in UTF-8. */
	readonly encoding?: string | undefined;
	/** Where the settings of its kind name it. */
	readonly settingsPath: readonly (string | number)[];
	/**
	 * Its UTF-8 bytes (with 0xff, which is none, for what could not be decoded), at most {@link blockBytes} at a time. A block is valid until the next one is asked for. Ends
	 * early, without an error, when the signal aborts.
	 * @param from offset of the first byte; default 0
	 */
	blocks(signal: AbortSignal, from?: number): AsyncIterable<Buffer>;
}

/**
 * What becomes one chunk of items: every format parses it within a few ms, so that the event loop stays responsive, and
 * so few items are alive at once that the heap's young generation need not grow much.
 */
export const blockBytes = 32 * 1024;

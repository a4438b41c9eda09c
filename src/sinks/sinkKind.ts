import type { z } from "zod";
import type { Sink } from "../engine/model/ports.ts";
import type { Variables } from "../templates/variables.ts";
import type { TableRow } from "./table/tableRow.ts";

/** The rows that an output gets, in its order, page by page; anew at each call. */
export type Rows = () => AsyncIterable<readonly TableRow[]>;

/** What an output is made for. */
export interface OutputContext {
	readonly runId: string;
	readonly variables: Variables;
	/** The name of the column of an item that is no object: `value`, `line`, `path`. */
	readonly valueName: string;
	/** Absolute. */
	readonly baseFolder: string;
	/** The items are the leaves of a JSON file, `{ pointer, value }`. */
	readonly hasLeaves: boolean;
	readonly order: "source" | "completion";
}

/** An output that is a part of a file, beside what others have there: a table in a database. */
export interface FilePart {
	/** Different for each part of a file. */
	readonly key: string;
	/** As a sentence begins with it: `The table created`. */
	readonly name: string;
	/** Of what is there; undefined where nothing is. @param file absolute. @throws SettingsError */
	digest(file: string): Promise<string | undefined>;
}

/**
 * Is told the digest of what takes an output's place, just before it does.
 * @param replaced of a {@link FilePart}: the digest of what was there
 */
export type BeforeReplaced = (digest: string, replaced?: string) => void | Promise<void>;

/** An output that is written when its run ends. */
export interface RowsWriter {
	/**
	 * @param file absolute, no link: it is replaced as a whole, or is as it was
	 * @returns what the user should know of it
	 * @throws SettingsError
	 */
	write(file: string, rows: Rows, beforeReplaced: BeforeReplaced): Promise<readonly string[]>;
}

/** One choice of a job's `output`. */
export interface SinkKind<Schema extends z.ZodType = z.ZodType> {
	/** The key under `output`. */
	readonly name: string;
	/** Of the value under that key. */
	readonly schema: Schema;
	/** Where the results go, in a few words. */
	describe(settings: z.output<Schema>): string;
	/** The file that it writes, as named in the settings. */
	file(settings: z.output<Schema>): string;
	/** Undefined: it is the whole file. */
	part?(settings: z.output<Schema>): FilePart;
	/** Whether a file with this beginning may be one that it wrote, where that can be seen. */
	mayHaveWritten?(head: Buffer): boolean;
	/** The same settings with another name for that file. */
	renamed(settings: z.output<Schema>, rename: (name: string) => string): z.output<Schema>;
	/** Takes results as they come, with `"order": "completion"`; touches nothing yet. Undefined: at the end, like all. */
	live?(settings: z.output<Schema>, context: { readonly baseFolder: string }): Sink | undefined;
	/** Touches nothing yet. @throws SettingsError for what is wrong with the settings */
	prepare(settings: z.output<Schema>, context: OutputContext): RowsWriter;
}

/** Gives a definition its schema's types without spelling them. */
export function sinkKind<Schema extends z.ZodType>(kind: SinkKind<Schema>): SinkKind<Schema> {
	return kind;
}

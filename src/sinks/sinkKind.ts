import type { z } from "zod";
import type { Sink } from "../engine/model/ports.ts";

/** One choice of a job's `output`. */
export interface SinkKind<Schema extends z.ZodType = z.ZodType> {
	/** The key under `output`. */
	readonly name: string;
	/** Of the value under that key. */
	readonly schema: Schema;
	/** Where the results go, in a few words. */
	describe(settings: z.output<Schema>): string;
	/** The file that it writes, as named in the settings. */
	file?(settings: z.output<Schema>): string;
	/** Whether a file with this beginning may be one that it wrote: nothing else than results would be lost with it. */
	mayHaveWritten?(head: Buffer): boolean;
	/** The same settings with another name for that file. */
	renamed?(settings: z.output<Schema>, rename: (name: string) => string): z.output<Schema>;
	/** Touches nothing yet; `Sink.open` does. */
	create(settings: z.output<Schema>, context: { readonly baseFolder: string }): Sink;
}

/** Gives a definition its schema's types without spelling them. */
export function sinkKind<Schema extends z.ZodType>(kind: SinkKind<Schema>): SinkKind<Schema> {
	return kind;
}

import type { JobDefinition } from "./jobSchema.ts";
import type { JobText } from "./jobText.ts";

/** A job that was read and validated. */
export interface Job {
	readonly name: string;
	readonly definition: JobDefinition;
	/** Absolute path of the job file; undefined for a job that has none. */
	readonly file: string | undefined;
	/** The command line that the job was made from, word by word; with it, a job without a file finds its runs again. */
	readonly commandLine?: readonly string[] | undefined;
	/** Absolute; the job's paths start here. */
	readonly baseFolder: string;
	/** As written, to locate problems in it. */
	readonly text: string;
	/** The same, parsed. `document.value` is the definition as written, before the schema. */
	readonly document: JobText;
}

/** Where a job comes from. */
export interface JobOrigin {
	/** Absolute. */
	readonly file?: string | undefined;
	/** Absolute. */
	readonly baseFolder: string;
}

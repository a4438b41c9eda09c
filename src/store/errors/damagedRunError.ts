/** A file of a run folder is not as the store left it. It is not touched. */
export class DamagedRunError extends Error {
	override readonly name = "DamagedRunError";
	/** Absolute path. */
	readonly file: string;
	/** What is wrong with it, as a sentence. */
	readonly found: string;

	constructor(file: string, found: string, cause?: unknown) {
		super(`${file}: ${found} It was left as it is; a new run of the job is not affected.`, { cause });
		this.file = file;
		this.found = found;
	}
}

/** A run folder in a format that this version does not know yet. */
export class NewerRunError extends Error {
	override readonly name = "NewerRunError";
	readonly file: string;
	readonly version: number;
	readonly known: number;

	constructor(file: string, version: number, known: number) {
		const found = `was written by a newer Batchline (format ${version}; this one knows formats up to ${known})`;
		super(`${file} ${found}. Update Batchline to open this run.`);
		this.file = file;
		this.version = version;
		this.known = known;
	}
}

/** The system denies access to a file of the run folder, and a retry would not help. */
export class FileAccessError extends Error {
	override readonly name = "FileAccessError";
	readonly file: string;
	/** What the system or SQLite said. */
	readonly said: string;

	constructor(file: string, said: string, cause?: unknown) {
		super(`${file} could not be opened: ${said}. The run folder and its files have to be readable and writable.`, {
			cause,
		});
		this.file = file;
		this.said = said;
	}
}

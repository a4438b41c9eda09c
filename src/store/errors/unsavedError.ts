/**
 * Nothing was saved; the same write may be repeated once there is room. The code is always `ENOSPC`, as SQLite does not
 * tell a full disk from other refusals of the system; the message gives the system's own words.
 */
export class UnsavedError extends Error {
	override readonly name = "UnsavedError";
	readonly code = "ENOSPC";
	readonly file: string;
	/** What the system or SQLite said. */
	readonly said: string;

	constructor(file: string, said: string, cause?: unknown) {
		super(`${file} could not be written: ${said}. The run goes on once there is room on the disk.`, { cause });
		this.file = file;
		this.said = said;
	}
}

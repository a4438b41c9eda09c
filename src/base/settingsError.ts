/**
 * A setting of a job that its schema could not judge: a template that does not compile, a file that is not there.
 * Whoever knows where the job stands turns `path` into file, line and column.
 */
export class SettingsError extends Error {
	override readonly name = "SettingsError";
	/** From the job's root: `["run", "http", "url"]`; kinds give it from their own settings' root. */
	readonly path: readonly (string | number)[];
	readonly suggestion: string | undefined;
	/** Offset in UTF-16 units inside the string at `path`, where one place in it is at fault. */
	readonly offset: number | undefined;

	constructor(
		message: string,
		info: {
			readonly path: readonly (string | number)[];
			readonly suggestion?: string | undefined;
			readonly offset?: number | undefined;
			readonly cause?: unknown;
		},
	) {
		super(message, { cause: info.cause });
		this.path = info.path;
		this.suggestion = info.suggestion;
		this.offset = info.offset;
	}

	/** The message, and what to do. */
	get text(): string {
		return this.suggestion === undefined ? this.message : `${this.message} ${this.suggestion}`;
	}

	/** The same error seen from further up. */
	below(...parents: readonly (string | number)[]): SettingsError {
		return new SettingsError(this.message, { ...this, path: [...parents, ...this.path], cause: this.cause });
	}
}

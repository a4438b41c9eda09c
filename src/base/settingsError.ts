/**
 * A mistake in a job's setting that the schema cannot find: a template that does not compile, a file that does not
 * exist. The code that has the job file's text turns `path` into file, line and column.
 */
export class SettingsError extends Error {
	override readonly name = "SettingsError";
	/** From the job's root: `["run", "http", "url"]`. Kinds give it relative to their own settings; see {@link below}. */
	readonly path: readonly (string | number)[];
	readonly suggestion: string | undefined;
	/** Offset in UTF-16 units into the string at `path`, if the mistake is at one point in it. */
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

	/** The message and the suggestion. */
	get text(): string {
		return this.suggestion === undefined ? this.message : `${this.message} ${this.suggestion}`;
	}

	/** The same error, with its path relative to a parent. */
	below(...parents: readonly (string | number)[]): SettingsError {
		return new SettingsError(this.message, { ...this, path: [...parents, ...this.path], cause: this.cause });
	}
}

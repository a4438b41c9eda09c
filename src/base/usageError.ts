/** One mistake in the user's input, and what to do about it. */
export interface Problem {
	/** A sentence that says what was found and what was expected. */
	readonly message: string;
	/** Absolute path of the file with the mistake. */
	readonly file?: string | undefined;
	/** From 1. */
	readonly line?: number | undefined;
	/** From 1, in UTF-16 units, as editors count. */
	readonly column?: number | undefined;
	/** Length in UTF-16 units of what to underline. */
	readonly length?: number | undefined;
	/** What to do, as a sentence: `Did you mean "concurrency"?` */
	readonly suggestion?: string | undefined;
}

/** Bad input, found before anything ran. Hosts print its problems without a stack trace, which would not help. */
export class UsageError extends Error {
	override readonly name = "UsageError";
	readonly problems: readonly Problem[];

	constructor(problems: Problem | readonly Problem[]) {
		const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
		super(list.map(formatProblem).join("\n"));
		this.problems = list;
	}
}

/** `posts.batch.json:7:3: Unknown key "concurency". Did you mean "concurrency"?` */
export function formatProblem({ message, file, line, column, suggestion }: Problem): string {
	const location = [file, line, column].filter((part) => part !== undefined).join(":");
	return [location && `${location}:`, message, suggestion].filter(Boolean).join(" ");
}

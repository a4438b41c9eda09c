import type { Replaced } from "./search.ts";

export interface RegexTask {
	readonly text: string;
	readonly pattern: RegExp;
	/** The replacement, as `String.replace` reads it: `$1` is a group. */
	readonly put: string;
}

/** What Piscina runs in a worker thread. Undefined if nothing matches. */
export default function replaceMatches({ text, pattern, put }: RegexTask): Replaced | undefined {
	const count = pattern.global ? (text.match(pattern)?.length ?? 0) : Number(pattern.test(text));
	// A sticky pattern's test moves it.
	pattern.lastIndex = 0;
	return count === 0 ? undefined : { text: text.replace(pattern, put), count };
}

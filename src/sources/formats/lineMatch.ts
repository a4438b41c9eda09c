/** Tells which lines are meant by a text, or by a `/pattern/` that is found anywhere in them. */
export type LineMatch = (line: string) => boolean;

/** @param how a text says it of a line: that it `begins` with it, or `is` it */
export function lineMatch(text: string, how: "begins" | "is"): LineMatch {
	const pattern = patternOf(text);
	if (!pattern) return how === "begins" ? (line) => line.startsWith(text) : (line) => line === text;
	// With these two, a pattern goes on where it was found last, in another line.
	const regex = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ""));
	return (line) => regex.test(line);
}

/** Why the text can mean no line, as a sentence; undefined: it can. */
export function lineMatchProblem(text: string): string | undefined {
	const pattern = patternOf(text);
	if (!pattern) return /[\r\n]/.test(text) ? "Expected a text of one line, found a line end in it." : undefined;
	try {
		new RegExp(pattern.source, pattern.flags);
		return undefined;
	} catch (error) {
		return `${(error as Error).message}.`;
	}
}

/** `matches /^# /`, `begins with "# "`, `is "---"`. */
export function lineMatchText(text: string, how: "begins" | "is"): string {
	if (patternOf(text)) return `matches ${text}`;
	return `${how === "begins" ? "begins with" : "is"} ${JSON.stringify(text)}`;
}

function patternOf(text: string): { readonly source: string; readonly flags: string } | undefined {
	const [, source, flags = ""] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
	return source === undefined ? undefined : { source, flags };
}

/** What a file's text is searched as, and what it takes to put the result together again. */
export interface Lines {
	/** With each CRLF as one LF, as an editor has it. */
	readonly text: string;
	/** The file's own line end, which text that is put into it gets. */
	readonly lineEnd: "\n" | "\r\n" | "\r";
	/** The part of the file between two offsets of `text`, with its own line ends. Ask in ascending order. */
	original(start: number, end: number): string;
}

/** @param asItIs for a search that names CR itself */
export function linesOf(text: string, asItIs: boolean): Lines {
	const lineEnd = lineEndOf(text);
	if (asItIs || !text.includes("\r\n")) {
		return { text, lineEnd, original: (start, end) => text.slice(start, end) };
	}
	const joined = text.replaceAll("\r\n", "\n");
	const removedAt = offsetsOfCrlf(text);
	/** Where an offset of `joined` is in `text`: the one of a CRLF's LF is that of its CR. */
	const originalOffset = (offset: number): number => offset + countBelow(removedAt, offset);
	return { text: joined, lineEnd, original: (start, end) => text.slice(originalOffset(start), originalOffset(end)) };
}

/** In a file with several line ends, the one that most of its lines have. */
function lineEndOf(text: string): Lines["lineEnd"] {
	const all = countOf(text, "\n");
	if (all === 0) return text.includes("\r") ? "\r" : "\n";
	return countOf(text, "\r\n") * 2 > all ? "\r\n" : "\n";
}

function countOf(text: string, part: string): number {
	let count = 0;
	for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
	return count;
}

/** Of each CRLF, where its LF is once every CRLF before it has become an LF. */
function offsetsOfCrlf(text: string): readonly number[] {
	const offsets: number[] = [];
	for (let at = text.indexOf("\r\n"); at >= 0; at = text.indexOf("\r\n", at + 2)) offsets.push(at - offsets.length);
	return offsets;
}

/** By bisection: a search that jumps back and forth costs the same. */
function countBelow(sorted: readonly number[], limit: number): number {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] ?? 0) < limit) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Whether the search concerns CR itself, so that it sees the file as it is. @param written as the user writes it */
export function namesReturn(written: string): boolean {
	return /\r|\\r|\\x0d|\\u000d|\\u\{0*d\}|\\cM/i.test(written);
}

/** The text to put in, with the file's line ends. @param asItIs for a search that is about line ends */
export function withLineEnds(put: string, lineEnd: Lines["lineEnd"], asItIs: boolean): string {
	return asItIs ? put : put.replace(/\r\n|\n/g, lineEnd);
}

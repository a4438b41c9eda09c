import { type Lines, linesOf, namesReturn, withLineEnds } from "./lineEnds.ts";
import type { Replaced } from "./search.ts";

export interface RegexTask {
	readonly text: string;
	readonly pattern: RegExp;
	/** The replacement, as `String.replace` reads it: `$1` is a group. */
	readonly put: string;
}

/** What Piscina runs in a worker thread. Undefined if nothing matches. */
export default function replaceMatches({ text, pattern, put }: RegexTask): Replaced | undefined {
	const { source } = pattern;
	const seesReturns = namesReturn(source);
	const lines = linesOf(text, seesReturns);
	const ownEnds = withLineEnds(put, lines.lineEnd, seesReturns || (/\\n/.test(source) && put.includes("\r")));
	return lines.text === text ? inText(text, pattern, ownEnds) : inLines(lines, pattern, ownEnds);
}

function inText(text: string, pattern: RegExp, put: string): Replaced | undefined {
	const count = pattern.global ? (text.match(pattern)?.length ?? 0) : Number(pattern.test(text));
	// A sticky pattern's test moves it.
	pattern.lastIndex = 0;
	return count === 0 ? undefined : { text: text.replace(pattern, put), count };
}

/** What is outside of the matches, and what groups have captured, keeps the line ends that it has. */
function inLines(lines: Lines, pattern: RegExp, put: string): Replaced | undefined {
	const precise = new RegExp(pattern.source, pattern.hasIndices ? pattern.flags : `${pattern.flags}d`);
	const parts: string[] = [];
	let end = 0;
	let count = 0;
	for (const match of matchesOf(lines.text, precise)) {
		const [start, stop] = match.indices?.[0] ?? [0, 0];
		parts.push(lines.original(end, start), expanded(put, match, lines));
		end = stop;
		count++;
	}
	if (count === 0) return undefined;
	parts.push(lines.original(end, lines.text.length));
	return { text: parts.join(""), count };
}

function matchesOf(text: string, pattern: RegExp): Iterable<RegExpExecArray> {
	if (pattern.global) return text.matchAll(pattern);
	const match = pattern.exec(text);
	return match ? [match] : [];
}

/** The replacement for one match, by the rules of `String.replace`. */
function expanded(put: string, match: RegExpExecArray, { text, original }: Lines): string {
	const captured = (indices: readonly [number, number] | undefined) => (indices ? original(...indices) : "");
	const [start, end] = match.indices?.[0] ?? [0, 0];
	return put.replace(/\$(?:([$&`'])|(\d\d?)|<([^>]*)>)/g, (whole, sign, digits, name) => {
		if (sign === "$") return "$";
		if (sign === "&") return original(start, end);
		if (sign === "`") return original(0, start);
		if (sign === "'") return original(end, text.length);
		if (name !== undefined) return match.groups ? captured(match.indices?.groups?.[name]) : whole;
		for (const length of [2, 1]) {
			const number = Number(digits.slice(0, length));
			if (digits.length < length || number === 0 || number >= match.length) continue;
			return captured(match.indices?.[number]) + digits.slice(length);
		}
		return whole;
	});
}

import { parseJson } from "../../base/parseJson.ts";
import type { FoundValue } from "./wholeText.ts";

/**
 * The members of a JSON object as `{ key, value }`, in the order of the text: that of `Object.entries` is another one
 * where keys are numbers.
 * @param text of one object, valid JSON
 */
export function* objectMembers(text: string): Iterable<FoundValue> {
	let depth = 0;
	let line = 1;
	/** Of the member that is being read. */
	let member = { start: 0, line: 0 };
	let isBetween = false;
	for (let at = 0; at < text.length; at++) {
		const sign = text[at];
		if (sign === "\n" || (sign === "\r" && text[at + 1] !== "\n")) line++;
		if (sign === undefined || /\s/.test(sign)) continue;
		const closes = sign === "}" || sign === "]";
		if (depth === 1 && (sign === "," || closes)) {
			if (!isBetween) yield memberOf(text.slice(member.start, at), member.line);
			isBetween = true;
		} else if (depth === 1 && isBetween) {
			member = { start: at, line };
			isBetween = false;
		}
		if (sign === "{" || sign === "[") {
			if (++depth === 1) isBetween = true;
		} else if (closes) {
			depth--;
		} else if (sign === '"') {
			at = endOfString(text, at);
		}
	}
}

function memberOf(text: string, line: number): FoundValue {
	const keyEnd = endOfString(text, 0) + 1;
	const key: unknown = JSON.parse(text.slice(0, keyEnd));
	return { value: { key, value: parseJson(text.slice(text.indexOf(":", keyEnd) + 1)) }, line };
}

/** @param start of the opening quote @returns where the closing one is */
function endOfString(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
	return at;
}

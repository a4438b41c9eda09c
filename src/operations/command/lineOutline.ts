import { splitVariables } from "../../templates/splitVariables.ts";
import { type Variables, variableValue } from "../../templates/variables.ts";
import { valueMark } from "./shell/shellWords.ts";

/** A line before any item is known, with a mark for each value. */
export interface LineOutline {
	readonly line: string;
	/** The values of `${…}`, in their places among the marks. */
	readonly known: readonly (string | undefined)[];
	/** Maps an offset in `line` to the one in the job's text. */
	originalOffset(offset: number): number;
}

const output = /\{\{(?:"[^"]*"|'[^']*'|(?!\}\}).)*\}\}/gs;

/** The outline of a line that is the same for every item. Undefined: it has tags, so that only an item tells. */
export function lineOutline(
	text: string,
	{ variables, path }: { readonly variables: Variables; readonly path: readonly (string | number)[] },
): LineOutline | undefined {
	if (/\{%|\{\{-|-\}\}|\{\{\{|\{\{[^}]*\$\{/.test(text)) return undefined;
	const known: (string | undefined)[] = [];
	const starts: { readonly from: number; readonly original: number }[] = [];
	let line = "";
	const add = (piece: string, original: number) => {
		starts.push({ from: line.length, original });
		line += piece;
	};
	for (const part of splitVariables(text, path)) {
		if (!("text" in part)) {
			known.push(variableValue(part.expression, variables, path, part.offset));
			add(valueMark, part.offset);
			continue;
		}
		let done = 0;
		for (const { 0: found, index } of part.text.matchAll(output)) {
			add(part.text.slice(done, index), part.offset + done);
			add(valueMark, part.offset + index);
			known.push(undefined);
			done = index + found.length;
		}
		add(part.text.slice(done), part.offset + done);
	}
	return {
		line,
		known,
		originalOffset(offset) {
			const start = starts.findLast(({ from }) => from <= offset);
			return start ? start.original + offset - start.from : offset;
		},
	};
}

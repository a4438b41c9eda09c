/** The line of an item that succeeded, taken apart. */
export interface LineParts {
	readonly index: number;
	/** As JSON. */
	readonly key: string;
	/** As JSON; undefined in lines of versions that did not write it. */
	readonly value: string | undefined;
	readonly attempts: number;
	readonly durationMs: number;
	readonly reusedFrom: number | undefined;
	/** As JSON. */
	readonly result: string;
}

const valueName = ',"value":';
const start = /^\{"index":(\d+),"key":/;
const middle = /,"outcome":"succeeded","attempts":(\d+),"durationMs":([\d.e+-]+),(?:"reusedFrom":(\d+),)?"result":/y;

/**
 * Takes a line apart without parsing its value and result, which may be long.
 * @returns undefined for what is no such line
 */
export function lineParts(line: string): LineParts | undefined {
	const [begun = "", index = ""] = start.exec(line) ?? [];
	if (begun === "" || !line.endsWith("}")) return undefined;
	const keyEnd = jsonEnd(line, begun.length);
	const hasValue = line.startsWith(valueName, keyEnd);
	const valueEnd = hasValue ? jsonEnd(line, keyEnd + valueName.length) : keyEnd;
	middle.lastIndex = valueEnd;
	const found = middle.exec(line);
	if (!found) return undefined;
	const [between, attempts = "", durationMs = "", reusedFrom] = found;
	return {
		index: Number(index),
		key: line.slice(begun.length, keyEnd),
		value: hasValue ? line.slice(keyEnd + valueName.length, valueEnd) : undefined,
		attempts: Number(attempts),
		durationMs: Number(durationMs),
		reusedFrom: reusedFrom === undefined ? undefined : Number(reusedFrom),
		result: line.slice(valueEnd + between.length, -1),
	};
}

/** Where the JSON value that begins at `at` ends. Loops, as a pattern for long texts exhausts the stack. */
function jsonEnd(text: string, at: number): number {
	let depth = 0;
	for (let end = at; end < text.length; end++) {
		switch (text[end]) {
			case '"':
				end = stringEnd(text, end);
				break;
			case "{":
			case "[":
				depth++;
				continue;
			case "}":
			case "]":
				depth--;
				break;
			case ",":
				if (depth === 0) return end;
				continue;
			default:
				continue;
		}
		if (depth === 0) return end + 1;
		if (depth < 0) return end;
	}
	return text.length;
}

/** Of the closing quote. */
function stringEnd(text: string, opening: number): number {
	for (let quote = text.indexOf('"', opening + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
		let escapes = 0;
		while (text[quote - 1 - escapes] === "\\") escapes++;
		if (escapes % 2 === 0) return quote;
	}
	return text.length;
}

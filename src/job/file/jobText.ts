import { findNodeAtLocation, type Node, type ParseError, parseTree } from "jsonc-parser";
import { numberOf } from "../../base/parseJson.ts";

/** Part of a line, in the form that `Problem` takes. */
export interface TextLocation {
	/** From 1. */
	readonly line: number;
	/** From 1, in UTF-16 units. */
	readonly column: number;
	/** UTF-16 units, on that line. */
	readonly length: number;
}

/** The text of a job file, and what it parses to: JSON in which comments and trailing commas are allowed. */
export class JobText {
	readonly text: string;
	readonly errors: readonly ParseError[];
	/** Undefined where there is no value at all. */
	readonly root: Node | undefined;
	/** The value that the text stands for, with all digits of its numbers; the last of duplicate keys counts. */
	readonly value: unknown;

	constructor(text: string) {
		const errors: ParseError[] = [];
		this.text = text;
		this.root = parseTree(text, errors, { allowTrailingComma: true });
		this.errors = errors;
		this.value = this.root && valueOfNode(this.root, text);
	}

	/** @param offset UTF-16 units from the text's start */
	locationAt(offset: number, length: number): TextLocation {
		const before = this.text.slice(0, offset);
		const lineStart = before.lastIndexOf("\n") + 1;
		const newline = this.text.indexOf("\n", offset);
		const lineEnd = newline < 0 ? this.text.length : newline;
		return {
			line: before.split("\n").length,
			column: offset - lineStart + 1,
			// A value of several lines is underlined on its first line only.
			length: Math.max(1, Math.min(length, lineEnd - offset)),
		};
	}

	/**
	 * Location of the value at `path`; where the text has no such value, of the nearest key above it.
	 * @param offset UTF-16 units inside the string at `path`
	 */
	locationOf(path: readonly (string | number)[], offset?: number): TextLocation {
		const node = this.#nodeAt(path);
		if (!node) return path.length > 0 ? this.locationOfKey(path.slice(0, -1)) : this.locationAt(0, 1);
		if (offset === undefined || node.type !== "string") return this.locationAt(node.offset, node.length);
		const raw = this.text.slice(node.offset + 1, node.offset + node.length - 1);
		const start = rawOffset(raw, offset);
		const word = /^(?:\$\{[^}]*\}|[\w.-]+|.)/.exec(raw.slice(start))?.[0] ?? "";
		return this.locationAt(node.offset + 1 + start, word.length);
	}

	/** Location of the key whose value is at `path`; of the value, where it has no key. */
	locationOfKey(path: readonly (string | number)[]): TextLocation {
		const property = this.#nodeAt(path)?.parent;
		const key = property?.type === "property" ? property.children?.[0] : undefined;
		return key ? this.locationAt(key.offset, key.length) : this.locationOf(path);
	}

	#nodeAt(path: readonly (string | number)[]): Node | undefined {
		return this.root && findNodeAtLocation(this.root, [...path]);
	}
}

function valueOfNode(node: Node, text: string): unknown {
	const { type, children = [], offset, length } = node;
	if (type === "array") return children.map((child) => valueOfNode(child, text));
	// The source has what a double may not hold.
	if (type === "number") return numberOf(text.slice(offset, offset + length));
	if (type !== "object") return node.value;
	return Object.fromEntries(
		children.flatMap(({ children: [key, value] = [] }) =>
			key && value ? [[key.value, valueOfNode(value, text)]] : [],
		),
	);
}

/** From an offset in a string's value to the one in its JSON text, where `\n` takes two characters, and `\u00e9` six. */
function rawOffset(raw: string, offset: number): number {
	let at = 0;
	for (let left = offset; left > 0 && at < raw.length; left--) {
		at += raw[at] !== "\\" ? 1 : raw[at + 1] === "u" ? 6 : 2;
	}
	return Math.min(at, raw.length);
}

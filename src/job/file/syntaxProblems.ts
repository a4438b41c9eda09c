import { type Node, type ParseError, printParseErrorCode, stripComments } from "jsonc-parser";
import type { Problem } from "../../base/usageError.ts";
import type { JobText } from "./jobText.ts";

/** After these the rest of the text still parses as it was meant, so its other problems can be reported too. */
const harmless: ReadonlySet<string> = new Set(["CommaExpected", "InvalidEscapeCharacter"]);

/** What keeps a text from being JSON. `isReadable`: what it means is clear anyway. */
export function syntaxProblems(document: JobText): { readonly problems: Problem[]; readonly isReadable: boolean } {
	const { text, errors } = document;
	if (stripComments(text).trim() === "") {
		return {
			problems: [{ message: "The job is empty.", suggestion: emptyAdvice, line: 1, column: 1 }],
			isReadable: false,
		};
	}
	const isReadable =
		document.root !== undefined && errors.every(({ error }) => harmless.has(printParseErrorCode(error)));
	// One missing quote causes a dozen errors after it; the first is the one to fix.
	const reported = isReadable ? errors : errors.slice(0, 1);
	return { problems: reported.map((error) => problemOf(error, document)), isReadable };
}

/** Keys that an object has twice, at any depth: the first would be silently ignored. */
export function duplicateKeys(document: JobText): Problem[] {
	const problems: Problem[] = [];
	const visit = (node: Node) => {
		const first = new Map<string, Node>();
		for (const child of node.children ?? []) {
			const key = node.type === "object" ? child.children?.[0] : undefined;
			const earlier = key && first.get(key.value);
			if (earlier) {
				const { line } = document.locationAt(earlier.offset, 1);
				const message = `The key "${key.value}" is there twice; the first is on line ${line}.`;
				problems.push({ message, suggestion: "Remove one of them.", ...document.locationAt(key.offset, key.length) });
			} else if (key) first.set(key.value, key);
			visit(child);
		}
	};
	if (document.root) visit(document.root);
	return problems;
}

const emptyAdvice = 'Expected an object with "items" and "run": { "items": { "csv": "posts.csv" }, "run": { … } }';

function problemOf({ error, offset, length }: ParseError, document: JobText): Problem {
	const found = document.text.slice(offset, offset + length);
	const { message, suggestion } = wording(error, found, document);
	return { message, suggestion, ...document.locationAt(offset, length) };
}

function wording(error: number, found: string, { text, root }: JobText): { message: string; suggestion?: string } {
	if (root === undefined && !/^[[{"]/.test(text.trimStart())) {
		return { message: `This is not JSON: it begins with ${shortened(found || text.trim())}.`, suggestion: emptyAdvice };
	}
	switch (printParseErrorCode(error)) {
		case "InvalidSymbol":
			return {
				message: `Not JSON: ${shortened(found)}.`,
				suggestion: "Keys and strings need double quotes; only numbers, true, false and null go without.",
			};
		case "CommaExpected":
			return { message: `Expected a comma before ${shortened(found)}.` };
		case "ColonExpected":
			return { message: `Expected a colon after the key, found ${shortened(found)}.` };
		case "PropertyNameExpected":
			return { message: `Expected a key in double quotes, found ${shortened(found)}.` };
		case "ValueExpected":
			return {
				message: found === "" ? "Expected a value, found the end." : `Expected a value, found ${shortened(found)}.`,
			};
		case "CloseBraceExpected":
			return { message: "An object is not closed: expected }." };
		case "CloseBracketExpected":
			return { message: "A list is not closed: expected ]." };
		case "EndOfFileExpected":
			return { message: `Expected the end after the job's object, found ${shortened(found)}.` };
		case "InvalidNumberFormat":
		case "UnexpectedEndOfNumber":
			return { message: `Not a number: ${shortened(found)}.` };
		case "UnexpectedEndOfString":
			return { message: "A text is not closed: expected a double quote on the same line." };
		case "UnexpectedEndOfComment":
			return { message: "A comment is not closed: expected */." };
		case "InvalidUnicode":
		case "InvalidEscapeCharacter":
			return {
				message: `Not an escape sequence that JSON knows, in ${shortened(found)}.`,
				suggestion: 'A backslash is written as "\\\\".',
			};
		case "InvalidCharacter":
			return { message: "A text holds a control character.", suggestion: 'Write it as an escape: "\\t" for a tab.' };
		default:
			return { message: `Not JSON: ${shortened(found)}.` };
	}
}

function shortened(found: string): string {
	const line = found.split("\n", 1)[0] ?? "";
	return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

import type { List, Word, WordPart } from "./shellTree.ts";

/** Names of variables that hold something of an item. */
export interface ItemNames {
	has(name: string): boolean;
}

/** Variables with something of the item in them: those that every program gets, and those that the shell sets. */
const itemVariable = /^BATCH_(?!(?:INDEX|LINE|ATTEMPT|IDEMPOTENCY_KEY)$)|^BASH_|^(?:_|PWD|OLDPWD|REPLY)$/;
const mentionsItem = /BATCH_(?:ITEM|KEY|PATH|VALUE)/;

/** @returns the text that the word is for every item; undefined where it could become another, or several */
export function literalText(word: Word): string | undefined {
	if (isPattern(word)) return undefined;
	return textOf(word.parts, (part) => (part.kind === "text" ? part.text : undefined));
}

/** The same, with the values of the job's own `${…}` filled in: enough to know what a name means, not to run it. */
export function knownText(word: Word): string | undefined {
	if (isPattern(word)) return undefined;
	return textOf(word.parts, (part) =>
		part.kind === "text" ? part.text : part.kind === "value" ? part.known : undefined,
	);
}

function textOf(parts: readonly WordPart[], read: (part: WordPart) => string | undefined): string | undefined {
	let text = "";
	for (const part of parts) {
		const piece = read(part);
		if (piece === undefined) return undefined;
		text += piece;
	}
	return text;
}

/** The text at the word's beginning that is the same for every item. */
export function literalStart(word: Word): string {
	const end = word.parts.findIndex(({ kind }) => kind !== "text");
	return (
		textOf(end < 0 ? word.parts : word.parts.slice(0, end), (part) => (part.kind === "text" ? part.text : "")) ?? ""
	);
}

/** Whether names of files may come in its place, or, in some shells, several words for one with `{a,b}`. */
export function isPattern({ parts }: Word): boolean {
	const open = parts.map((part) => (part.kind === "text" && !part.isQuoted ? part.text : "\0")).join("");
	if (open === "[") return false;
	return /[*?[]|\{.*(?:,|\.\.)/s.test(open);
}

/** Whether something of an item, or of a `${…}`, may be in the word. */
export function isDynamic(word: Word, names: ItemNames): boolean {
	return word.parts.some((part) => isDynamicPart(part, names)) || mentionsItem.test(literalStart(word));
}

function isDynamicPart(part: WordPart, names: ItemNames): boolean {
	if (part.kind === "text") return false;
	if (part.kind === "parameter") return !part.isLength && holdsItem(part.name, names);
	if (part.kind === "substitution") return hasDynamicWord(part.list, names);
	return true;
}

export function holdsItem(name: string, names: ItemNames): boolean {
	return itemVariable.test(name) || names.has(name);
}

/** A variable with something of an item that the shell would split into words, and take for a pattern. */
export function splitVariable(word: Word, names: ItemNames): string | undefined {
	for (const part of word.parts) {
		if (part.kind === "parameter" && !part.isQuoted && isDynamicPart(part, names)) return part.name;
	}
	return undefined;
}

/** All words of some commands, of those in `$( )` too. */
export function* wordsOf(list: List): Generator<Word> {
	for (const command of list.flat()) {
		const own = command.kind === "simple" ? command.assignments.map(({ value }) => value) : [];
		for (const word of [...own, ...command.words, ...command.redirections.map(({ target }) => target)]) {
			yield word;
			for (const part of word.parts) if (part.kind === "substitution") yield* wordsOf(part.list);
		}
		if (command.kind === "compound") for (const body of command.bodies) yield* wordsOf(body);
	}
}

export function hasDynamicWord(list: List, names: ItemNames): boolean {
	for (const word of wordsOf(list)) if (isDynamic(word, names)) return true;
	return false;
}

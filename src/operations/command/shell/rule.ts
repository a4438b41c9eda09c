import { CodeRefusal, ShellRefusal } from "./shellRefusal.ts";
import type { Word, WordPart } from "./shellTree.ts";
import { literalText } from "./wordText.ts";

/** What a command reads: nothing of an item, a file's content, or something of an item. */
export type Input = "none" | "file" | "item";

/** What must hold of an item's values, as only the item can tell. */
export interface ItemCheck {
	/** `integer`: all of the text is one; else: characters that it may not begin with, or end with. */
	readonly need: "integer" | { readonly noneOf: string; readonly notAtEnd?: string };
	/** A word, or its beginning: text, and indexes of values. */
	readonly parts: readonly (string | number)[];
	readonly program: string;
}

/** The reading of a line that a rule belongs to. */
export interface Checking {
	readonly checks: ItemCheck[];
	isDynamic(word: Word): boolean;
	/** A command that another one starts, by its words. */
	command(words: readonly Word[], input: Input): void;
	/** Code that a shell gets. @param places names of its arguments, if something of an item is in them */
	code(word: Word, places: readonly string[]): void;
	/** The script of a shell or an interpreter. */
	script(script: Word, name: string): void;
	/** @param words what the variable is set to; undefined: what is read */
	assigned(name: string, words: readonly Word[] | undefined, at: number): void;
}

/** A command with its arguments. */
export interface Call {
	/** Without its folder. */
	readonly name: string;
	readonly args: readonly Word[];
	readonly input: Input;
	/** Offset of its name in the line. */
	readonly at: number;
	readonly check: Checking;
}

/** Knows what a program does with its arguments. @throws ShellRefusal where it may run a value as code */
export type Rule = (call: Call) => void;

export const scriptAdvice = "Put it into a script, and hand values to the script as arguments.";

export function refuse(found: string, advice: string, at: number): never {
	throw new ShellRefusal(found, advice, at);
}

/** @param found what runs a value, whatever quotes are around it */
export function refuseCode(found: string, advice: string, at: number): never {
	throw new CodeRefusal(found, advice, at);
}

/** The arguments in which something of an item, or of a `${…}`, may be. */
export function dynamicArgs({ args, check }: Call): readonly Word[] {
	return args.filter((word) => check.isDynamic(word));
}

/** Whether anything of an item can reach the program. */
export function getsItem(call: Call): boolean {
	return call.input === "item" || dynamicArgs(call).length > 0;
}

/** Whether the shell would split what a command in the word writes. */
export function isSplit(word: Word, check: Checking): boolean {
	return word.parts.some((part) => isUnquotedSubstitution(part) && check.isDynamic({ ...word, parts: [part] }));
}

function isUnquotedSubstitution(part: WordPart): boolean {
	return part.kind === "substitution" && !part.isQuoted;
}

/** The item's values must make the word an integer. */
export function needInteger(word: Word, { name, check }: Call): void {
	if (!check.isDynamic(word)) return;
	const parts = word.parts.map(asText);
	if (parts.every((part) => part !== undefined)) check.checks.push({ need: "integer", parts, program: name });
	else refuse(`a number for ${name} that is not a plain value`, "Insert {{ }} itself.", word.at);
}

/** The item's values must not make the word begin with one of the characters. */
export function needBeginning(word: Word, noneOf: string, { name, check }: Call): void {
	if (!check.isDynamic(word)) return;
	if (isSplit(word, check)) refuse(`$(…) without quotes as an argument of ${name}`, 'Write "$(…)".', word.at);
	const end = word.parts.findIndex((part) => part.kind === "text" && part.text !== "");
	const beginning = end < 0 ? word.parts : word.parts.slice(0, end + 1);
	const parts = beginning.map(asText);
	if (!parts.every((part) => part !== undefined)) {
		const advice = "Write ./ before it, or -- where the program takes that.";
		refuse(`an argument of ${name} that could be an option`, advice, word.at);
	}
	if (beginning.some((part) => part.kind === "value" && part.known === undefined))
		check.checks.push({ need: { noneOf }, parts, program: name });
}

/** The item's values must make the word a plain name of a file, as Perl takes `name |` for a command. */
export function needFileName(word: Word, { name, check }: Call): void {
	if (!check.isDynamic(word)) return;
	const parts = word.parts.map(asText);
	if (!parts.every((part) => part !== undefined)) {
		refuse(`an argument of ${name} that could be an option or a command`, scriptAdvice, word.at);
	}
	check.checks.push({ need: { noneOf: "-|<>+&", notAtEnd: "|" }, parts, program: name });
}

function asText(part: WordPart): string | number | undefined {
	if (part.kind === "text") return part.text;
	if (part.kind === "later" && part.isPath) return "./";
	return part.kind === "value" ? part.index : undefined;
}

/** How a program reads its options: those with an argument of their own, and those without. */
export interface Options {
	readonly plain?: RegExp;
	readonly withArgument?: readonly string[];
}

/**
 * Skips the options that are known. @returns the index of the first argument that is none, also of a value
 * @throws ShellRefusal for an option that is not known
 */
export function skipOptions({ args, name }: Call, { plain, withArgument = [] }: Options): number {
	for (let at = 0; ; at++) {
		const word = args[at];
		const text = word && literalText(word);
		if (!word || text === undefined || !/^[-+]./.test(text)) return at;
		if (text === "--") return at + 1;
		if (withArgument.includes(text)) at++;
		else if (!plain?.test(text))
			refuse(`the option ${text} of ${name}, which is not known here`, scriptAdvice, word.at);
	}
}

import { addItemNames, isMeaningfulName } from "./itemNames.ts";
import { programRule } from "./programRules.ts";
import type { Checking, Input, ItemCheck } from "./rule.ts";
import { ShellParser } from "./shellParser.ts";
import { CodeRefusal, ShellRefusal } from "./shellRefusal.ts";
import type { Command, List, Pipeline, SimpleCommand, ValueQuotes, Word } from "./shellTree.ts";
import { hasDynamicWord, holdsItem, isDynamic, knownText, literalText, splitVariable } from "./wordText.ts";
import { WrittenFiles } from "./writtenFiles.ts";

export interface CheckOptions {
	/** Values that are the same for each item, as they come from a `${…}`; undefined for those of items. */
	readonly known: readonly (string | undefined)[];
	/** Environment variables that hold something of an item. */
	readonly itemNames: readonly string[];
	/** Whether what the line reads comes from an item. */
	readonly readsItem: boolean;
}

export interface CheckedLine {
	/** Around each value, in their order. */
	readonly quotes: readonly ValueQuotes[];
	readonly checks: readonly ItemCheck[];
}

/**
 * Takes a line apart, and decides whether it can be run: whether no value in it can be run as code, or be split.
 * @param text the line, with a {@link valueMark} for each value
 * @throws ShellRefusal
 */
export function checkLine(text: string, { known, itemNames, readsItem }: CheckOptions): CheckedLine {
	const parser = new ShellParser(text, known);
	const list = parser.line();
	const check = new ShellCheck(new Set(itemNames));
	check.list(list, readsItem ? "item" : "none");
	return { quotes: parser.quotes, checks: check.checks };
}

/**
 * The same for a program and its arguments, which no shell takes apart. They are run in any case: only they themselves
 * could make code of a value.
 * @returns `code`: where that is certain
 */
export function checkArguments(
	words: readonly Word[],
	{ itemNames, readsItem }: Pick<CheckOptions, "itemNames" | "readsItem">,
): { readonly checks: readonly ItemCheck[]; readonly code: CodeRefusal | undefined } {
	const check = new ShellCheck(new Set(itemNames));
	try {
		check.command(words, readsItem ? "item" : "none");
	} catch (error) {
		if (!(error instanceof ShellRefusal)) throw error;
		return { checks: check.checks, code: error instanceof CodeRefusal ? error : undefined };
	}
	return { checks: check.checks, code: undefined };
}

/** One reading of a line, and of the code in it that other shells get. */
export class ShellCheck implements Checking {
	readonly checks: ItemCheck[] = [];
	readonly names: Set<string>;
	/** What the line writes, so that it may not run it. */
	readonly #written = new WrittenFiles();

	constructor(names: Set<string>) {
		this.names = names;
	}

	/** @throws ShellRefusal */
	list(list: List, input: Input): void {
		addItemNames(list, this.names);
		this.#written.addOf(list);
		this.#list(list, input);
	}

	/** Code that a shell gets as its argument. @param places names of its arguments, if something of an item is in them */
	code(word: Word, places: readonly string[]): void {
		const text = literalText(word);
		if (text === undefined) {
			const advice = `Hand values over as arguments: sh -c 'echo "$1"' sh {{ item }}.`;
			throw new CodeRefusal("code for another shell with a value in it", advice, word.at);
		}
		const inner = new ShellCheck(new Set([...this.names, ...places]));
		inner.#written.addAll(this.#written);
		try {
			inner.list(new ShellParser(text, []).line(), "item");
		} catch (error) {
			if (!(error instanceof ShellRefusal)) throw error;
			const Refusal = error instanceof CodeRefusal ? CodeRefusal : ShellRefusal;
			throw new Refusal(error.message, error.advice, word.at);
		}
	}

	isDynamic(word: Word): boolean {
		return isDynamic(word, this.names);
	}

	/** A command by its words, also one that another command starts. */
	command(words: readonly Word[], input: Input): void {
		const [first, ...args] = words;
		if (!first) return;
		const path = this.#programPath(first);
		if (this.#written.has(path)) this.refuseWritten(path, first.at);
		const name = path.slice(path.lastIndexOf("/") + 1);
		programRule(name)({ name, args, input, at: first.at, check: this });
	}

	/** @param script of a shell or an interpreter */
	script(script: Word, name: string): void {
		const path = knownText(script);
		if (path === undefined) {
			throw new ShellRefusal(
				`a script of ${name} whose name is not plain text`,
				"Write the script's name out.",
				script.at,
			);
		}
		if (this.#written.has(path)) this.refuseWritten(path, script.at);
		if (/^-$|^\/dev\/|^\/proc\//.test(path)) {
			throw new CodeRefusal(`${name}, which runs what it reads`, "Name a script that is a file.", script.at);
		}
	}

	refuseWritten(path: string, at: number): never {
		throw new ShellRefusal(`${path}, which it writes and then runs`, "Write it before the run.", at);
	}

	#list(list: List, input: Input): void {
		for (const pipeline of list) this.#pipeline(pipeline, input);
	}

	#pipeline(pipeline: Pipeline, input: Input): void {
		let given = input;
		for (const command of pipeline) {
			const reads = this.#input(command) ?? given;
			this.#one(command, reads);
			given = this.#output(command, reads);
		}
	}

	/** What it reads from a file, if it does. */
	#input({ redirections }: Command): Input | undefined {
		const from = redirections.find(({ operator, stream }) => operator === "<" && (stream === "" || stream === "0"));
		if (!from) return undefined;
		return this.#isWritten(from.target) ? "item" : "file";
	}

	#isWritten(word: Word): boolean {
		return this.#written.has(knownText(word) ?? "");
	}

	/** What it writes to the next one of its pipeline. */
	#output(command: Command, input: Input): Input {
		if (input === "item" || command.words.some((word) => this.#isWritten(word))) return "item";
		if (!hasDynamicWord([[command]], this.names)) return input;
		const name = command.kind === "simple" ? knownText(command.words[0] ?? { parts: [], at: 0 }) : undefined;
		const isReader = /^(?:.*\/)?(?:[bgxz]z?cat|zstdcat|cat|g?unzip|gzip|b(?:un)?zip2|(?:un)?xz|(?:un)?zstd|head|tail)$/;
		return name !== undefined && isReader.test(name) ? "file" : "item";
	}

	#one(command: Command, input: Input): void {
		for (const { target } of command.redirections) this.#word(target, input);
		if (command.kind === "simple") {
			this.#simple(command, input);
			return;
		}
		if (command.variable !== undefined) this.assigned(command.variable, command.words, command.at);
		for (const word of command.words) this.#word(word, input);
		for (const body of command.bodies) this.#list(body, input);
	}

	#simple({ assignments, words, at }: SimpleCommand, input: Input): void {
		for (const { name, value } of assignments) {
			this.assigned(name, [value], at);
			// A variable that is set to another one is not split.
			this.#word({ ...value, parts: value.parts.filter(({ kind }) => kind !== "parameter") }, input);
		}
		for (const word of words) this.#word(word, input);
		this.command(words, input);
	}

	/** @param words undefined: what it reads */
	assigned(name: string, words: readonly Word[] | undefined, at: number): void {
		const isItem = words === undefined || words.some((word) => this.isDynamic(withoutKnown(word)));
		if (!(isItem || holdsItem(name, this.names)) || !isMeaningfulName(name)) return;
		const advice = "Use a variable of another name.";
		throw new ShellRefusal(`${name} with a value in it, which other programs act on`, advice, at);
	}

	#word(word: Word, input: Input): void {
		const split = splitVariable(word, this.names);
		if (split !== undefined) {
			const advice = `Write "$${split}", with the quotes.`;
			throw new ShellRefusal(`$${split} without quotes, which the shell would split`, advice, word.at);
		}
		for (const part of word.parts) if (part.kind === "substitution") this.#list(part.list, input);
	}

	/** The program's name or path, where that is certain. */
	#programPath(word: Word): string {
		const known = knownText(word);
		const [first] = word.parts;
		if (known !== undefined && known !== "") {
			return known;
		} else if (first?.kind === "parameter" || first?.kind === "text") {
			// `"$HOME/bin/tool"`: whatever the folder is, the program is `tool`.
			const [folder, ...rest] = word.parts.filter((part) => part.kind !== "text" || part.text !== "");
			const end = knownText({ parts: rest, at: word.at });
			const isFolder = folder?.kind === "parameter" && folder.isQuoted && !holdsItem(folder.name, this.names);
			if (isFolder && end?.startsWith("/") && /[^/]$/.test(end)) return `$${end}`;
		}
		const advice = 'Write the program\'s name out, as plain text or as "$HOME/bin/program", with the quotes.';
		throw new ShellRefusal("a program whose name is not plain text", advice, word.at);
	}
}

/** Without the values that the job's author chose. */
function withoutKnown(word: Word): Word {
	return { ...word, parts: word.parts.filter((part) => part.kind !== "value" || part.known === undefined) };
}

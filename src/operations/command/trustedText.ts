import { RenderError } from "../../templates/renderError.ts";
import type { Template } from "../../templates/template.ts";
import type { ShellText } from "./shellText.ts";

/** A line that the job trusts with its items: values are quoted in their places, and nothing else is looked at. */
export function trustedText(template: Template, path: readonly (string | number)[]): ShellText {
	return {
		write: (scope, wordFor) => {
			const reader = new TrustedReader();
			return template.render(scope, (value, before) => {
				reader.read(before);
				const { unsafe } = reader;
				if (unsafe) throw new RenderError(`A value cannot be quoted ${unsafe.where}.`, unsafe.advice, { path });
				return reader.insert(wordFor(value));
			});
		},
	};
}

/** How a shell reads the next character. */
type Mode = "command" | "single" | "double" | "comment" | "test" | keyof typeof unsafe;

/** Where a shell would not take `"$NAME"` as one word, or would read the value as code; and what to do instead. */
const unsafe = {
	backticks: ["inside `…`", "Write $(…)."],
	parameter: ["inside the shell's own ${…}", "Insert it outside of the braces."],
	quotedParameter: ["after quotes inside ${…}, which shells read differently", "Assign the value to a variable first."],
	arithmetic: ["inside ((…))", "Use a program that computes: expr."],
	hereDocument: ["after a here-document (<<)", 'Give the text as "stdin": { "run": "…", "stdin": "…" }.'],
	ansi: ["after $'…', which shells read differently", "Use '…' or \"…\"."],
	escape: ["after a backslash", "Leave the backslash out: what is inserted is quoted."],
} as const satisfies Record<string, readonly [where: string, advice: string]>;

/** Why nothing can be inserted at a place. */
export interface UnsafeInsertion {
	readonly where: string;
	readonly advice: string;
}

interface Open {
	mode: Mode;
	/** Of a command: where its last word begins. */
	wordStart: number;
}

/** Reads a command line as a POSIX shell does, to know how to insert a word at any place in it. */
export class TrustedReader {
	#at = 0;
	#text = "";
	readonly #open: Open[] = [{ mode: "command", wordStart: 0 }];

	/** @param text the line up to a place; starts with what was passed before */
	read(text: string): void {
		this.#text = text;
		while (this.#at < text.length) this.#at += this.#take();
	}

	/** Why nothing can be inserted at the end of the text; undefined if it is safe. */
	get unsafe(): UnsafeInsertion | undefined {
		const why = this.#whyUnsafe;
		if (why === undefined) return undefined;
		const [where, advice] = unsafe[why];
		return { where, advice };
	}

	/** A word as it is written at the end of the text: closes the quotes that are open there, and reopens them. */
	insert(word: string): string {
		const { mode } = this.#top;
		const quote = mode === "single" ? "'" : mode === "double" ? '"' : "";
		return quote + word + quote;
	}

	get #top(): Open {
		return this.#open.at(-1) as Open;
	}

	get #whyUnsafe(): keyof typeof unsafe | undefined {
		if (this.#at > this.#text.length) return "escape";
		const { mode } = this.#top;
		return mode in unsafe ? (mode as keyof typeof unsafe) : undefined;
	}

	/** Consumes what comes next, and returns its length. An escaped character may lie beyond the end of the text. */
	#take(): number {
		const char = this.#text.charAt(this.#at);
		switch (this.#top.mode) {
			case "command":
				return this.#inCommand(char);
			case "single":
				return char === "'" ? this.#close() : 1;
			case "double":
				return char === '"' ? this.#close() : this.#inText(char);
			case "comment":
				// The newline belongs to the command.
				return char === "\n" ? this.#close() - 1 : 1;
			case "parameter":
				if (char === "}") return this.#close();
				return char === '"' || char === "'" ? this.#begin("quotedParameter", 1) : this.#inText(char);
			case "arithmetic":
				if (char === "(") return this.#begin("arithmetic", 1);
				return char === ")" ? this.#close() : 1;
			case "test":
				return /^\s\]\]/.test(this.#ahead(3)) ? this.#close() + 2 : 1;
			case "backticks":
				if (char === "\\") return 2;
				return char === "`" ? this.#close() : 1;
			default:
				// Where it ends is uncertain, so nothing may be inserted after it either.
				return 1;
		}
	}

	#inCommand(char: string): number {
		const command = this.#top;
		const startsWord = this.#at === command.wordStart;
		if (char === "'") return this.#begin("single", 1);
		if (char === '"') return this.#begin("double", 1);
		if (startsWord && char === "#") return this.#begin("comment", 1);
		if (startsWord && this.#ahead(2) === "((") return this.#beginArithmetic(2);
		if (startsWord && /^\[\[\s/.test(this.#ahead(3))) return this.#begin("test", 2);
		if (this.#ahead(3) === "<<<") return 3;
		if (this.#ahead(2) === "<<") return this.#begin("hereDocument", 2);
		if (this.#ahead(2) === "$'") return this.#begin("ansi", 2);
		if (char === "(") return this.#begin("command", 1);
		if (char === ")" && this.#open.length > 1) return this.#close();
		if (/[\s;&|)]/.test(char)) command.wordStart = this.#at + 1;
		return this.#inText(char);
	}

	/** What is special inside double quotes too. */
	#inText(char: string): number {
		if (char === "\\") return 2;
		if (char === "`") return this.#begin("backticks", 1);
		if (this.#ahead(3) === "$((") return this.#beginArithmetic(3);
		if (this.#ahead(2) === "$(") return this.#begin("command", 2);
		return this.#ahead(2) === "${" ? this.#begin("parameter", 2) : 1;
	}

	#ahead(length: number): string {
		return this.#text.slice(this.#at, this.#at + length);
	}

	#begin(mode: Mode, length: number): number {
		const start = this.#at + length;
		this.#open.push({ mode, wordStart: start });
		return length;
	}

	/** Opens two: each of the brackets is closed by one of its own. */
	#beginArithmetic(length: number): number {
		this.#begin("arithmetic", length);
		return this.#begin("arithmetic", length);
	}

	#close(): number {
		this.#open.pop();
		return 1;
	}
}

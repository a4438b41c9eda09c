import { grammarRefusal, type grammarRefusals } from "./shellRefusal.ts";
import type { List, ValueQuotes, Word, WordPart } from "./shellTree.ts";

/** Stands in the text for each inserted value; from Unicode's private use area. */
export const valueMark = "\uE0F0";

const delimiter = /[\s;&|()<>]/;
/** What some shells, in some languages, take for a blank or drop: only the blank, the tab and the line feed are sure. */
const unsureCharacter = /[\p{Cc}\p{Cf}\p{Z}]/u;
const specialParameters = /^(?:[A-Za-z_]\w*|[0-9?$!#@*-])/;
/** The forms that shells read alike, and that run nothing. */
const bracedParameter = /^\{(?:(#)([A-Za-z_]\w*)|([A-Za-z_]\w*|[0-9@*])(?:(?::[-+]|[-+]|%%?|##?)[\w./*?,:@ +-]*)?)\}/;
/** Without names: what a name holds would be evaluated. */
const plainArithmetic = /^\(\([\d \t+*/%-]*\)\)/;

/** Reads words: what dash and bash read alike, and nothing else. Subclassed by the reader of commands. */
export abstract class ShellWords {
	protected at = 0;
	/** Around each value, in their order. */
	readonly quotes: ValueQuotes[] = [];
	protected readonly text: string;
	/** How deep in `$( )`. */
	protected depth = 0;
	readonly #known: readonly (string | undefined)[];

	constructor(text: string, known: readonly (string | undefined)[]) {
		this.text = text;
		this.#known = known;
	}

	/** The commands in `$( )`. */
	protected abstract list(): List;

	protected get char(): string {
		return this.text.charAt(this.at);
	}

	protected isAhead(text: string): boolean {
		return this.text.startsWith(text, this.at);
	}

	/** Consumes it, if it is next. */
	protected take(text: string): boolean {
		if (!this.isAhead(text)) return false;
		this.at += text.length;
		return true;
	}

	protected refuse(why: keyof typeof grammarRefusals): never {
		throw grammarRefusal(this.at >= this.text.length && why === "syntax" ? "ended" : why, this.at);
	}

	protected get isAtEndOfWord(): boolean {
		return this.char === "" || delimiter.test(this.char);
	}

	protected word(): Word {
		const start = this.at;
		const parts: WordPart[] = [];
		while (!this.isAtEndOfWord) this.#part(parts);
		if (this.char === "(") this.refuse("parenthesis");
		if (this.char === "\r") this.refuse("character");
		return { parts, at: start };
	}

	/** Blanks, continued lines, a comment; also line feeds, if told so. */
	protected blanks(alsoLines = false): void {
		for (;;) {
			if (this.char === " " || this.char === "\t" || (alsoLines && this.char === "\n")) this.at++;
			else if (this.isAhead("\\\n") && /^$|\s/.test(this.text.charAt(this.at - 1))) this.at += 2;
			else if (this.char === "#") this.#comment();
			else return;
		}
	}

	#comment(): void {
		if (this.depth > 0) this.refuse("comment");
		for (; this.char !== "" && this.char !== "\n"; this.at++) if (this.char === valueMark) this.quotes.push("comment");
	}

	#part(parts: WordPart[]): void {
		const { char } = this;
		if (char === "'") this.#single(parts);
		else if (char === '"') this.#double(parts);
		else if (char === "$") parts.push(this.#dollar(false));
		else if (char === "`") this.refuse("backticks");
		else if (char === valueMark) parts.push(this.#value("none"));
		else if (char === "\\") parts.push(this.#escape());
		else if (unsureCharacter.test(char)) this.refuse("character");
		else {
			parts.push({ kind: "text", text: char, isQuoted: false });
			this.at++;
		}
	}

	#value(quotes: ValueQuotes): WordPart {
		const index = this.quotes.length;
		this.quotes.push(quotes);
		this.at++;
		return { kind: "value", index, known: this.#known[index] };
	}

	#escape(): WordPart {
		const escaped = this.text.charAt(this.at + 1);
		if (escaped === valueMark) this.refuse("escape");
		if (escaped === "\n") this.refuse("continuation");
		if (escaped === "") this.refuse("syntax");
		this.at += 2;
		return { kind: "text", text: escaped, isQuoted: true };
	}

	#single(parts: WordPart[]): void {
		this.at++;
		// An empty pair of quotes is a word, too.
		parts.push({ kind: "text", text: "", isQuoted: true });
		while (!this.take("'")) {
			if (this.char === "") this.refuse("ended");
			if (this.char === valueMark) parts.push(this.#value("single"));
			else parts.push({ kind: "text", text: this.text.charAt(this.at++), isQuoted: true });
		}
	}

	#double(parts: WordPart[]): void {
		this.at++;
		parts.push({ kind: "text", text: "", isQuoted: true });
		while (!this.take('"')) {
			if (this.char === "") this.refuse("ended");
			if (this.char === valueMark) parts.push(this.#value("double"));
			else if (this.char === "`") this.refuse("backticks");
			else if (this.char === "$") parts.push(this.#dollar(true));
			else if (this.take("\\\n")) continue;
			else if (this.isAhead(`\\${valueMark}`)) this.refuse("escape");
			else {
				if (/^\\[$`"\\]/.test(this.text.slice(this.at, this.at + 2))) this.at++;
				parts.push({ kind: "text", text: this.text.charAt(this.at++), isQuoted: true });
			}
		}
	}

	#dollar(isQuoted: boolean): WordPart {
		this.at++;
		const rest = this.text.slice(this.at);
		if (rest.startsWith("((")) return this.#arithmetic(rest);
		if (this.take("(")) return this.#substitution(isQuoted);
		if (rest.startsWith("{")) return this.#braced(rest, isQuoted);
		if (rest.startsWith("[")) this.refuse("arithmetic");
		if (rest.startsWith(valueMark)) this.refuse("dollar");
		if (rest.startsWith("\\\n")) this.refuse("continuation");
		if (!isQuoted && /^['"]/.test(rest)) this.refuse("ansi");
		const name = specialParameters.exec(rest)?.[0];
		if (name === undefined) return { kind: "text", text: "$", isQuoted: true };
		this.at += name.length;
		return { kind: "parameter", name, isLength: false, isQuoted };
	}

	#arithmetic(rest: string): WordPart {
		const plain = plainArithmetic.exec(rest)?.[0];
		if (plain === undefined) this.refuse("arithmetic");
		this.at += plain.length;
		return { kind: "parameter", name: "?", isLength: true, isQuoted: true };
	}

	#substitution(isQuoted: boolean): WordPart {
		this.depth++;
		const list = this.list();
		if (!this.take(")")) this.refuse("syntax");
		this.depth--;
		return { kind: "substitution", list, isQuoted };
	}

	#braced(rest: string, isQuoted: boolean): WordPart {
		const found = bracedParameter.exec(rest);
		if (!found) this.refuse("parameter");
		this.at += found[0].length;
		return { kind: "parameter", name: found[2] ?? found[3] ?? "", isLength: found[1] !== undefined, isQuoted };
	}
}

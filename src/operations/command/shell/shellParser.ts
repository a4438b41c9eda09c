import type { Assignment, Command, CompoundCommand, List, Pipeline, Redirection, Word } from "./shellTree.ts";
import { ShellWords } from "./shellWords.ts";

const opening = new Set(["{", "if", "while", "until", "for", "case"]);
const closing = new Set(["then", "elif", "else", "fi", "do", "done", "esac", "}"]);
/** Words that begin something else in bash, or in other shells. */
const unsure = new Set(["function", "select", "coproc", "[[", "repeat", "foreach"]);

/**
 * Takes a line for the shell apart, as far as dash and bash read it alike.
 * @throws ShellRefusal for everything else
 */
export class ShellParser extends ShellWords {
	/** All of the text. */
	line(): List {
		const list = this.list(true);
		if (this.at < this.text.length) this.refuse("syntax");
		return list;
	}

	protected override list(mayBeEmpty = false): List {
		const pipelines: Pipeline[] = [];
		this.blanks(true);
		while (!this.#isAtEnd) {
			pipelines.push(this.#pipeline());
			this.blanks();
			if (this.take("&&") || this.take("||")) {
				this.blanks(true);
				if (this.#isAtEnd) this.refuse("syntax");
				continue;
			}
			if (this.isAhead("&>")) this.refuse("both");
			if (this.isAhead(";;") || !(this.take(";") || this.take("&") || this.take("\n"))) break;
			this.blanks(true);
		}
		if (pipelines.length === 0 && !mayBeEmpty) this.refuse("syntax");
		return pipelines;
	}

	/** A word of the grammar, where one may stand: unquoted, and nothing else. */
	get #keyword(): string {
		return /^(?:[a-z]+|[{}!]|\[\[)(?=[\s;&|()<>]|$)/.exec(this.text.slice(this.at, this.at + 12))?.[0] ?? "";
	}

	get #isAtEnd(): boolean {
		return this.char === "" || this.char === ")" || this.isAhead(";;") || closing.has(this.#keyword);
	}

	#expect(keyword: string): void {
		this.blanks(true);
		if (this.#keyword !== keyword) this.refuse("syntax");
		this.at += keyword.length;
	}

	#pipeline(): Pipeline {
		if (this.#keyword === "!") {
			this.at++;
			if (!/[ \t]/.test(this.char)) this.refuse("syntax");
		}
		const commands: Command[] = [];
		for (;;) {
			this.blanks(commands.length > 0);
			commands.push(this.#command());
			this.blanks();
			if (this.isAhead("|&")) this.refuse("both");
			if (this.isAhead("||") || !this.take("|")) return commands;
		}
	}

	#command(): Command {
		const keyword = this.#keyword;
		if (this.isAhead("((")) this.refuse("arithmetic");
		if (keyword === "[[") this.refuse("test");
		if (unsure.has(keyword)) this.refuse("keyword");
		if (closing.has(keyword) || keyword === "!") this.refuse("syntax");
		const { at } = this;
		if (this.char !== "(" && !opening.has(keyword)) return this.#simple();
		const compound = this.#compound(keyword);
		const redirections: Redirection[] = [];
		for (this.blanks(); this.#isRedirection; this.blanks()) redirections.push(this.#redirection());
		if (!this.isAtEndOfWord || this.char === "(") this.refuse("syntax");
		return { kind: "compound", words: [], ...compound, redirections, at };
	}

	#compound(keyword: string): Pick<CompoundCommand, "bodies"> & Partial<CompoundCommand> {
		if (this.take("(")) {
			const body = this.list();
			if (!this.take(")")) this.refuse("syntax");
			return { bodies: [body] };
		}
		this.at += keyword.length;
		if (keyword === "for") return this.#for();
		if (keyword === "case") return this.#case();
		const bodies = [this.list()];
		if (keyword === "{") this.#expect("}");
		else if (keyword === "if") this.#branches(bodies);
		else bodies.push(this.#doGroup());
		return { bodies };
	}

	#branches(bodies: List[]): void {
		this.#expect("then");
		bodies.push(this.list());
		if (this.#keyword === "elif") {
			this.at += 4;
			bodies.push(this.list());
			this.#branches(bodies);
			return;
		}
		if (this.#keyword === "else") {
			this.at += 4;
			bodies.push(this.list());
		}
		this.#expect("fi");
	}

	#doGroup(): List {
		this.#expect("do");
		const body = this.list();
		this.#expect("done");
		return body;
	}

	#for(): Pick<CompoundCommand, "bodies" | "variable" | "words"> {
		this.blanks();
		const variable = /^[A-Za-z_]\w*(?=\s)/.exec(this.text.slice(this.at))?.[0];
		if (variable === undefined) this.refuse(this.char === "(" ? "arithmetic" : "loop");
		this.at += variable.length;
		this.blanks(true);
		if (this.#keyword !== "in") this.refuse("loop");
		this.at += 2;
		const words: Word[] = [];
		for (this.blanks(); !this.isAtEndOfWord; this.blanks()) words.push(this.word());
		if (!this.take(";") && !this.take("\n")) this.refuse("syntax");
		return { variable, words, bodies: [this.#doGroup()] };
	}

	#case(): Pick<CompoundCommand, "bodies" | "words"> {
		this.blanks();
		if (this.isAtEndOfWord) this.refuse("syntax");
		const words = [this.word()];
		this.#expect("in");
		const bodies: List[] = [];
		for (this.blanks(true); this.#keyword !== "esac"; this.blanks(true)) {
			this.#patterns();
			bodies.push(this.list(true));
			if (!this.take(";;")) break;
		}
		this.#expect("esac");
		return { words, bodies };
	}

	#patterns(): void {
		if (!this.take("(") && this.depth > 0) this.refuse("pattern");
		do {
			this.blanks();
			if (this.isAtEndOfWord) this.refuse("syntax");
			if (this.word().parts.some(({ kind }) => kind !== "text")) this.refuse("patternValue");
			this.blanks();
		} while (this.take("|"));
		if (!this.take(")")) this.refuse("syntax");
	}

	#simple(): Command {
		const { at } = this;
		const assignments: Assignment[] = [];
		const words: Word[] = [];
		const redirections: Redirection[] = [];
		for (this.blanks(); !this.isAtEndOfWord || this.#isRedirection; this.blanks()) {
			if (this.#isRedirection) redirections.push(this.#redirection());
			else if (words.length > 0) words.push(this.#argument());
			else {
				const assignment = this.#assignment();
				if (assignment) assignments.push(assignment);
				else words.push(this.#argument());
			}
		}
		if (this.char === "(") this.refuse("parenthesis");
		if (this.char !== "" && /[^\S\n]/.test(this.char)) this.refuse("character");
		if (assignments.length + words.length + redirections.length === 0) this.refuse("syntax");
		return { kind: "simple", assignments, words, redirections, at };
	}

	#argument(): Word {
		const start = this.at;
		const word = this.word();
		// `{name}>file` in bash; and dash takes only one digit for the number of a stream.
		const isStream = /^(?:\{\w+\}|\d{2,})$/.test(this.text.slice(start, this.at));
		if (isStream && /[<>]/.test(this.char)) this.refuse("descriptor");
		return word;
	}

	#assignment(): Assignment | undefined {
		const [found, name = "", sign] = /^([A-Za-z_]\w*)(=|\+=|\[)/.exec(this.text.slice(this.at)) ?? [];
		if (found === undefined) return undefined;
		if (sign !== "=") this.refuse("subscript");
		this.at += found.length;
		return { name, value: this.word() };
	}

	get #isRedirection(): boolean {
		return /^\d?[<>]/.test(this.text.slice(this.at, this.at + 2));
	}

	#redirection(): Redirection {
		const [found = "", stream = "", operator] = /^(\d?)(<<|<>|<&|>>|>&|>\||<|>)/.exec(this.text.slice(this.at)) ?? [];
		if (operator === "<<") this.refuse("hereDocument");
		this.at += found.length;
		if (this.char === "(") this.refuse("process");
		this.blanks();
		if (this.isAtEndOfWord) this.refuse("syntax");
		const start = this.at;
		const target = this.word();
		const isStream = operator === ">&" || operator === "<&";
		if (isStream && !/^(?:\d+|-)$/.test(this.text.slice(start, this.at))) this.refuse("descriptor");
		return { stream, operator: operator as Redirection["operator"], target };
	}
}

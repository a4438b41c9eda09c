import { SettingsError } from "../base/settingsError.ts";
import type { VariablePart } from "./splitVariables.ts";

/** Prefix of the names of variables in Liquid: from Unicode's private use area, so that no name in a job has it. */
export const variablePrefix = "\uE000";

/** Text for Liquid, with the name of a value for every `${…}`, so that values are never read as Liquid. */
export interface LiquidSource {
	readonly text: string;
	/** The values by name. */
	readonly values: Readonly<Record<string, string>>;
	/** Maps an offset in `text` to the one in the string of the job file. */
	originalOffset(offset: number): number;
}

/** What the writer is inside of. */
type Zone = "text" | "expression" | "raw";

/** Writes the source part by part, and keeps track of whether a tag is open, or a quoted string in a tag. */
export class LiquidSourceWriter {
	#text = "";
	#zone: Zone = "text";
	#closing = "";
	/** The open quoted string: where it starts, and its content with variables filled in. */
	#quoted: { mark: string; begin: number; content: string; hasVariable: boolean } | undefined;
	/** The open `{% … %}`: where it starts; in `{% liquid %}` each line is a tag. */
	#tag: { readonly begin: number; readonly hasLines: boolean } | undefined;
	readonly #values: Record<string, string> = {};
	readonly #offsets: { readonly from: number; readonly original: number }[] = [];

	/**
	 * @param valueFor returns a variable's value
	 * @param path of the string in the settings, for errors
	 * @throws SettingsError where a quoted string in a tag does not end
	 */
	write(
		parts: readonly VariablePart[],
		valueFor: (part: { expression: string; offset: number }) => string,
		path: readonly (string | number)[],
	): LiquidSource {
		for (const part of parts) {
			this.#offsets.push({ from: this.#text.length, original: part.offset });
			if ("text" in part) this.#writeText(part, path);
			else this.#writeValue(valueFor(part));
		}
		const [text, values, offsets] = [this.#text, this.#values, this.#offsets];
		return {
			text,
			values,
			originalOffset(offset) {
				const part = offsets.findLast(({ from }) => from <= offset);
				return part ? part.original + offset - part.from : offset;
			},
		};
	}

	#writeText({ text, offset }: { text: string; offset: number }, path: readonly (string | number)[]): void {
		for (let at = 0; at < text.length; ) {
			if (this.#quoted && this.#endsTag(text, at)) {
				if (!this.#isComment(this.#quoted.begin)) {
					const message = `Template: a text in quotes does not end before the ${text[at] === "%" ? "tag" : "line"} does.`;
					throw new SettingsError(message, { path, offset: offset + at });
				}
				this.#quoted = undefined;
			}
			at += this.#quoted ? this.#inQuotes(text, at) : this.#step(text, at);
		}
	}

	/** Liquid ends a tag there, whatever is quoted in it. */
	#endsTag(text: string, at: number): boolean {
		if (!this.#tag) return false;
		return text.startsWith("%}", at) || (this.#tag.hasLines && text[at] === "\n");
	}

	/** Whether the place is in a comment of one line: what looks like a quote there is an apostrophe. */
	#isComment(at: number): boolean {
		if (!this.#tag) return false;
		const { begin, hasLines } = this.#tag;
		const lineBegin = hasLines ? this.#text.lastIndexOf("\n", at) : -1;
		return /^(?:\{%-?\s*(?:liquid\s+)?)?\s*#/.test(this.#text.slice(Math.max(begin, lineBegin), at));
	}

	/** Takes one mark or one character. @returns its length */
	#step(text: string, at: number): number {
		const rest = text.slice(at, at + 2);
		const raw = this.#zone === "expression" ? null : /^\{%-?\s*(raw|endraw)\s*-?%\}/.exec(text.slice(at, at + 40));
		if (raw) this.#zone = raw[1] === "raw" ? "raw" : "text";
		else if (this.#zone === "text" && (rest === "{{" || rest === "{%")) {
			this.#zone = "expression";
			this.#closing = rest === "{{" ? "}}" : "%}";
			const hasLines = /^\{%-?\s*liquid\b/.test(text.slice(at, at + 40));
			this.#tag = rest === "{%" ? { begin: this.#text.length, hasLines } : undefined;
		} else if (this.#zone === "expression" && rest === this.#closing) {
			this.#zone = "text";
			this.#tag = undefined;
		} else if (this.#zone === "expression" && (rest[0] === '"' || rest[0] === "'")) {
			this.#quoted = { mark: rest[0], begin: this.#text.length, content: "", hasVariable: false };
		}
		const isMark = rest === "{{" || rest === "{%" || rest === "}}" || rest === "%}";
		const taken = raw?.[0] ?? (isMark ? rest : text.charAt(at));
		this.#text += taken;
		return taken.length;
	}

	#inQuotes(text: string, at: number): number {
		const quoted = this.#quoted;
		if (!quoted) return 0;
		const taken = text[at] === "\\" ? text.slice(at, at + 2) : text.charAt(at);
		this.#text += taken;
		if (taken !== quoted.mark) quoted.content += taken;
		else {
			this.#quoted = undefined;
			if (quoted.hasVariable) this.#text = this.#text.slice(0, quoted.begin) + this.#name(quoted.content);
		}
		return taken.length;
	}

	#writeValue(value: string): void {
		if (this.#quoted) {
			this.#quoted.content += value;
			this.#quoted.hasVariable = true;
		} else if (this.#zone === "expression") this.#text += this.#name(value);
		else if (this.#zone === "text") this.#text += `{{${this.#name(value)}}}`;
		else this.#text += `{% endraw %}{{${this.#name(value)}}}{% raw %}`;
	}

	/** A new name for each occurrence, between blanks that separate it from its neighbors. */
	#name(value: string): string {
		const name = `${variablePrefix}${Object.keys(this.#values).length}`;
		this.#values[name] = value;
		return ` ${name} `;
	}
}

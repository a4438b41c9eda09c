import { StringDecoder } from "node:string_decoder";
import { printableLines } from "./printable.ts";

/** The escape sequences that set colors. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with the escape.
const color = /(\u001b\[[\d;:]*m)/;

/**
 * What a program has written, for a terminal: colors and tabs stay, and nothing else that a terminal would obey, as
 * there may be an item in it.
 */
export class PassedText {
	readonly #decoder = new StringDecoder("utf8");
	#last = "\n";

	add(bytes: Uint8Array): string {
		return this.#passed(this.#decoder.write(Buffer.from(bytes)));
	}

	/** What is left, and the end of its last line, where it has none: the next output begins in a line of its own. */
	end(): string {
		const rest = this.#passed(this.#decoder.end());
		return this.#last === "\n" ? rest : `${rest}\n`;
	}

	#passed(text: string): string {
		const parts = text.split(color).map((part, at) => (at % 2 === 1 ? part : printableLines(part).join("\n")));
		const passed = parts.join("");
		this.#last = passed.at(-1) ?? this.#last;
		return passed;
	}
}

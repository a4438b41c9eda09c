import { TokenParserError, TokenType } from "@streamparser/json";

/** A text, number, boolean or null in a JSON document. */
export interface JsonLeaf {
	/** Where it is in the document, as a JSON pointer. */
	readonly pointer: string;
	readonly value: unknown;
}

/** Finds the leaves of a list or an object in its tokens, without building what they are in. */
export class JsonLeaves {
	/** The way to the current value: of lists, the index; of objects, the key. */
	readonly #steps: (number | string)[] = [];
	readonly #base: string;
	#expects: "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" = "value";

	/** @param base pointer of the list or object */
	constructor(base: string) {
		this.#base = base;
	}

	/** @returns a leaf, if the token is one. @throws TokenParserError where it cannot stand there */
	next(token: TokenType, value: unknown): JsonLeaf | undefined {
		switch (this.#expects) {
			case "value or end":
				return token === TokenType.RIGHT_BRACKET ? this.#close() : this.#value(token, value);
			case "value":
				return this.#value(token, value);
			case "key or end":
				return token === TokenType.RIGHT_BRACE ? this.#close() : this.#key(token, value);
			case "key":
				return this.#key(token, value);
			case "colon":
				if (token !== TokenType.COLON) throw unexpected();
				this.#expects = "value";
				return undefined;
			case "comma or end":
				return this.#after(token);
		}
	}

	#value(token: TokenType, value: unknown): JsonLeaf | undefined {
		switch (token) {
			case TokenType.LEFT_BRACE:
				this.#steps.push("");
				this.#expects = "key or end";
				return undefined;
			case TokenType.LEFT_BRACKET:
				this.#steps.push(0);
				this.#expects = "value or end";
				return undefined;
			case TokenType.STRING:
			case TokenType.NUMBER:
			case TokenType.TRUE:
			case TokenType.FALSE:
			case TokenType.NULL:
				this.#expects = "comma or end";
				return { pointer: this.#base + this.#steps.map(pointerStep).join(""), value };
			default:
				throw unexpected();
		}
	}

	#key(token: TokenType, value: unknown): undefined {
		if (token !== TokenType.STRING) throw unexpected();
		this.#steps[this.#steps.length - 1] = String(value);
		this.#expects = "colon";
	}

	#after(token: TokenType): undefined {
		const step = this.#steps.at(-1);
		const isList = typeof step === "number";
		if (token === (isList ? TokenType.RIGHT_BRACKET : TokenType.RIGHT_BRACE)) return this.#close();
		if (token !== TokenType.COMMA) throw unexpected();
		if (isList) this.#steps[this.#steps.length - 1] = step + 1;
		this.#expects = isList ? "value" : "key";
	}

	#close(): undefined {
		this.#steps.pop();
		this.#expects = "comma or end";
	}
}

function unexpected(): TokenParserError {
	return new TokenParserError("Unexpected token.");
}

/** A key or an index as a part of a JSON pointer, with the slash before it. */
export function pointerStep(step: number | string): string {
	return `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

import { TokenType } from "@streamparser/json";
import { pointerStep } from "../../../base/jsonLeaves.ts";
import { didYouMean } from "../../../templates/didYouMean.ts";

/** Why the pointer leads to no list, or no object. */
export interface DescentFailure {
	/** As the end of a sentence: `there is an object`, `"/data" has no "itms"`. */
	readonly found: string;
	readonly suggestion: string | undefined;
}

/** Names kept for a suggestion. */
const maxNames = 200;

/**
 * Follows a JSON pointer through a document's tokens, without building the values that it skips. (The parser's own
 * paths cannot name keys with a dot or a star in them.)
 */
export class JsonDescent {
	readonly #steps: readonly string[];
	readonly #ends: readonly TokenType[];
	/** Steps taken: the depth of the next value on the way, or of the current container. */
	#level = 0;
	#expects: "step" | "key" | "colon" | "skipped" | "comma" = "step";
	/** Open brackets of a value that is skipped. */
	#skippedDepth = 0;
	/** In the current container: the index of the next element, or -1 for an object. */
	#index = -1;
	#names: string[] = [];
	#key = "";

	/** @param ends what may be at the pointer's end: the brackets that lists or objects open with */
	constructor(steps: readonly string[], ends: readonly TokenType[] = [TokenType.LEFT_BRACKET]) {
		this.#steps = steps;
		this.#ends = ends;
	}

	/** @returns `arrived` at the opening bracket of the list or object */
	next(token: TokenType, value: unknown): "arrived" | DescentFailure | undefined {
		switch (this.#expects) {
			case "step":
				return this.#stepInto(token);
			case "skipped":
				return this.#skip(token);
			case "key":
				if (token === TokenType.RIGHT_BRACE) return this.#notThere();
				this.#key = String(value);
				if (this.#names.length < maxNames) this.#names.push(this.#key);
				this.#expects = "colon";
				return undefined;
			case "colon":
				this.#expects = this.#key === this.#steps[this.#level - 1] ? "step" : "skipped";
				return undefined;
			case "comma":
				if (token !== TokenType.COMMA) return this.#notThere();
				if (this.#index < 0) this.#expects = "key";
				else this.#nextElement(this.#index + 1);
				return undefined;
		}
	}

	#stepInto(token: TokenType): "arrived" | DescentFailure | undefined {
		if (token === TokenType.RIGHT_BRACKET && this.#index >= 0) return this.#notThere();
		if (this.#level === this.#steps.length) {
			return this.#ends.includes(token) ? "arrived" : { found: `there is ${nameOf(token)}`, suggestion: undefined };
		}
		this.#level++;
		this.#names = [];
		if (token === TokenType.LEFT_BRACE) {
			this.#index = -1;
			this.#expects = "key";
			return undefined;
		}
		if (token === TokenType.LEFT_BRACKET) {
			this.#nextElement(0);
			return undefined;
		}
		const place = pointerOf(this.#steps.slice(0, this.#level - 1));
		return { found: `${place} is ${nameOf(token)}`, suggestion: undefined };
	}

	#nextElement(index: number): void {
		this.#index = index;
		this.#expects = String(index) === this.#steps[this.#level - 1] ? "step" : "skipped";
	}

	#skip(token: TokenType): DescentFailure | undefined {
		if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.#skippedDepth++;
		else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#skippedDepth--;
		if (this.#skippedDepth < 0) return this.#notThere();
		if (this.#skippedDepth === 0) this.#expects = "comma";
		return undefined;
	}

	#notThere(): DescentFailure {
		const step = this.#steps[this.#level - 1] ?? "";
		const place = pointerOf(this.#steps.slice(0, this.#level - 1));
		const found = `${place} has no ${this.#index < 0 ? `"${step}"` : `element ${step}`}`;
		return { found, suggestion: didYouMean(step, this.#names) };
	}
}

function pointerOf(steps: readonly string[]): string {
	return steps.length === 0 ? "the document" : `"${steps.map(pointerStep).join("")}"`;
}

function nameOf(token: TokenType): string {
	switch (token) {
		case TokenType.LEFT_BRACE:
			return "an object";
		case TokenType.LEFT_BRACKET:
			return "a list";
		case TokenType.STRING:
			return "a string";
		case TokenType.NUMBER:
			return "a number";
		case TokenType.NULL:
			return "null";
		case TokenType.TRUE:
		case TokenType.FALSE:
			return "a boolean";
		default:
			return "no value";
	}
}

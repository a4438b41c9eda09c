import { createContext, Script } from "node:vm";

/** How long a pattern may search one message, ms. Nothing else runs on the thread meanwhile. */
const limitMs = 100;
/** Of a message, UTF-16 units: what says what went wrong is at its beginning. */
const searchedLength = 10_000;

/** A pattern of the job's `errors` did not end on a message in time. */
export class SlowPatternError extends Error {
	override readonly name = "SlowPatternError";

	constructor(rule: string) {
		super(`The rule ${rule} in "errors" takes longer than ${limitMs} ms on the message of this error: simplify it.`);
	}
}

/**
 * A job's pattern over messages of errors. Some patterns take exponential time on some texts, and these texts come from
 * the other side: such a pattern searches under a time limit, which costs 0.1 ms and more.
 */
export class MessagePattern {
	readonly #rule: string;
	readonly #pattern: RegExp;
	readonly #search: ((text: string) => boolean) | undefined;

	/** @param rule as the job has it: `/quota exceeded/i` */
	constructor(rule: string, source: string, flags: string) {
		this.#rule = rule;
		this.#pattern = new RegExp(source, flags);
		this.#search = mayBacktrack(source) ? limitedSearch(this.#pattern) : undefined;
	}

	/** @throws SlowPatternError */
	matches(message: string): boolean {
		const text = message.slice(0, searchedLength);
		if (!this.#search) return text.search(this.#pattern) >= 0;
		try {
			return this.#search(text);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
			throw new SlowPatternError(this.#rule);
		}
	}
}

/** With one repetition a search takes at most quadratic time; exponential time takes two, or a back reference. */
function mayBacktrack(source: string): boolean {
	const bare = source.replace(/\\[^1-9k]|\[(?:[^\]\\]|\\.)*\]/g, "x");
	return /\\/.test(bare) || (bare.match(/[*+]|\{\d+,?\d*\}|\?/g) ?? []).length > 1;
}

/** V8 ends a regular expression at the time limit of the script that runs it. */
function limitedSearch(pattern: RegExp): (text: string) => boolean {
	const sandbox: { pattern: RegExp; text: string } = { pattern, text: "" };
	const context = createContext(sandbox);
	const script = new Script("text.search(pattern) >= 0");
	return (text) => {
		sandbox.text = text;
		return script.runInContext(context, { timeout: limitMs });
	};
}

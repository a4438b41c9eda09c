import type { CategoryRules, ErrorCategory } from "../model/errorCategory.ts";

/**
 * What an error means where neither the job nor the operation says so. HTTP statuses: RFC 9110 section 15 and
 * RFC 6585 (429) say which of them ask to come again. What is not in here is tried again, and then failed.
 */
const defaultRules: CategoryRules = {
	retry: [408, 425, 429, 500, 502, 503, 504, "TimeoutError", "ETIMEDOUT", "ECONNRESET", "ECONNREFUSED", "EPIPE"],
	skip: [400, 404, 410, 422, "ValidationError"],
	fatal: [401, 403, "ENOSPC", "ERR_MODULE_NOT_FOUND"],
};

/** The one place where an error gets its category. */
export class CategoryTable {
	readonly #own: Rules;
	readonly #defaults = new Rules(defaultRules);

	/** @param rules the job's own, which come before everything else */
	constructor(rules: CategoryRules) {
		this.#own = new Rules(rules);
	}

	/** What a rule, of the job or built in, says of the error; undefined where none does. */
	stated(error: { code: string | undefined; name: string; message: string }): ErrorCategory | undefined {
		return this.#own.find(error) ?? this.#defaults.find(error);
	}

	/** @param stated what the operation itself says, where only it can know */
	find(error: { code: string | undefined; name: string; message: string }, stated?: ErrorCategory): ErrorCategory {
		return this.#own.find(error) ?? stated ?? this.#defaults.find(error) ?? "retry";
	}
}

class Rules {
	readonly #words = new Map<string, ErrorCategory>();
	readonly #patterns: (readonly [RegExp, ErrorCategory])[] = [];

	constructor(rules: CategoryRules) {
		// The graver category wins where lists contradict each other.
		for (const category of ["retry", "skip", "fatal"] as const) {
			for (const rule of rules[category]) {
				const pattern = /^\/(.+)\/([a-z]*)$/s.exec(String(rule));
				if (pattern?.[1]) this.#patterns.unshift([new RegExp(pattern[1], pattern[2]), category]);
				else this.#words.set(String(rule), category);
			}
		}
	}

	find({
		code,
		name,
		message,
	}: {
		code: string | undefined;
		name: string;
		message: string;
	}): ErrorCategory | undefined {
		const byWord = (code === undefined ? undefined : this.#words.get(code)) ?? this.#words.get(name);
		return byWord ?? this.#patterns.find(([pattern]) => message.search(pattern) >= 0)?.[1];
	}
}

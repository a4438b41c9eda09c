import { type CategoryRules, type ErrorCategory, errorCategories } from "../model/errorCategory.ts";
import { categoryOfName, meaningOf } from "./codeMeaning.ts";

/** An error, as far as its category depends on it. */
export interface CategorizedError {
	readonly code: string | undefined;
	readonly name: string;
	readonly message: string;
}

/** The one place where an error gets its category. */
export class CategoryTable {
	readonly #words = new Map<string, ErrorCategory>();
	readonly #patterns: (readonly [RegExp, ErrorCategory])[] = [];

	/** @param rules the job's own, which come before everything else; the graver category wins where they contradict */
	constructor(rules: CategoryRules) {
		for (const category of errorCategories) {
			for (const rule of rules[category]) {
				const pattern = /^\/(.+)\/([a-z]*)$/s.exec(String(rule));
				if (pattern?.[1]) this.#patterns.unshift([new RegExp(pattern[1], pattern[2]), category]);
				else this.#words.set(String(rule), category);
			}
		}
	}

	/** What a rule, of the job or built in, says of the error; undefined where none does. */
	stated(error: CategorizedError): ErrorCategory | undefined {
		return this.#byJob(error) ?? builtIn(error);
	}

	/** @param byOperation what the operation itself says, where only it can know */
	find(error: CategorizedError, byOperation?: ErrorCategory): ErrorCategory {
		return this.#byJob(error) ?? byOperation ?? builtIn(error) ?? "retry";
	}

	#byJob({ code, name, message }: CategorizedError): ErrorCategory | undefined {
		const byWord = (code === undefined ? undefined : this.#words.get(code)) ?? this.#words.get(name);
		return byWord ?? this.#patterns.find(([pattern]) => message.search(pattern) >= 0)?.[1];
	}
}

function builtIn({ code, name }: CategorizedError): ErrorCategory | undefined {
	return meaningOf(code).category ?? categoryOfName(name);
}

import { MessagePattern, SlowPatternError } from "../../base/messagePattern.ts";
import { type CategoryRules, type ErrorCategory, errorCategories } from "../model/errorCategory.ts";
import { builtInCategory } from "./codeMeaning.ts";
import type { ErrorTraits } from "./errorTraits.ts";

/** The one place where an error gets its category. */
export class CategoryTable {
	readonly #words = new Map<string, ErrorCategory>();
	readonly #patterns: (readonly [MessagePattern, ErrorCategory])[] = [];

	/** @param rules the job's own, which come before everything else; the graver category wins where they contradict */
	constructor(rules: CategoryRules) {
		for (const category of errorCategories) {
			for (const rule of rules[category]) {
				const [, source, flags = ""] = /^\/(.+)\/([a-z]*)$/s.exec(String(rule)) ?? [];
				if (source) this.#patterns.unshift([new MessagePattern(String(rule), source, flags), category]);
				else this.#words.set(String(rule), category);
			}
		}
	}

	/** What a rule, of the job or built in, says of the error; undefined where none does, or one is too slow to say. */
	stated(traits: ErrorTraits): ErrorCategory | undefined {
		try {
			return this.#byJob(traits) ?? builtInCategory(traits);
		} catch (error) {
			if (error instanceof SlowPatternError) return undefined;
			throw error;
		}
	}

	/**
	 * @param byOperation what the operation itself says, where only it can know
	 * @throws SlowPatternError
	 */
	find(traits: ErrorTraits, byOperation?: ErrorCategory): ErrorCategory {
		return this.#byJob(traits) ?? byOperation ?? builtInCategory(traits) ?? "retry";
	}

	#byJob({ codes, names, message }: ErrorTraits): ErrorCategory | undefined {
		if (this.#words.size > 0) {
			for (const word of [...codes, ...names]) {
				const category = this.#words.get(word);
				if (category) return category;
			}
		}
		return this.#patterns.find(([pattern]) => pattern.matches(message))?.[1];
	}
}

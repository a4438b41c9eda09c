import { MessagePattern } from "../../base/messagePattern.ts";
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

	/**
	 * @param byOperation what the operation itself says, where only it can know
	 * @param hasSucceeded whether anything has succeeded at the same upstream, see {@link builtInCategory}
	 * @throws SlowPatternError
	 */
	find(traits: ErrorTraits, byOperation?: ErrorCategory, hasSucceeded?: () => boolean): ErrorCategory {
		return this.#byJob(traits) ?? byOperation ?? builtInCategory(traits, hasSucceeded) ?? "retry";
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

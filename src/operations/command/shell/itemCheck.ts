import { OperationError } from "../../../engine/model/errorCategory.ts";
import type { ItemCheck } from "./rule.ts";

/**
 * What only the item can tell: that none of its values is taken for an option.
 * @throws OperationError
 */
export function checkItem(checks: readonly ItemCheck[], values: readonly string[]): void {
	for (const { need, parts, program } of checks) {
		const text = parts.map((part) => (typeof part === "number" ? (values[part] ?? "") : part)).join("");
		if (need === "integer") {
			if (!/^[+-]?\d{1,18}$/.test(text)) throw invalid(`${program} needs an integer here, found ${shown(text)}.`);
		} else if (isUnsafe(text, need)) {
			const advice = `Write ./ before it${program === "find" ? "" : ", or -- where the program takes that"}.`;
			throw invalid(
				`The value ${shown(text)} could be an option or a command of ${program}, which runs programs. ${advice}`,
			);
		}
	}
}

/** With `notAtEnd`, blanks around the text do not count, as they do not for the program. */
function isUnsafe(
	text: string,
	{ noneOf, notAtEnd }: { readonly noneOf: string; readonly notAtEnd?: string },
): boolean {
	const bare = notAtEnd === undefined ? text : text.trim();
	if (bare === "") return false;
	return noneOf.includes(bare.charAt(0)) || (notAtEnd?.includes(bare.charAt(bare.length - 1)) ?? false);
}

function shown(text: string): string {
	return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function invalid(message: string): OperationError {
	return new OperationError(message, { name: "ValidationError" });
}

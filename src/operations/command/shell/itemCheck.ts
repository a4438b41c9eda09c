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
		} else if (text !== "" && need.noneOf.includes(text.charAt(0))) {
			const advice = `Write ./ before it${program === "find" ? "" : ", or -- where the program takes that"}.`;
			throw invalid(`The value ${shown(text)} could be an option of ${program}, which can run programs. ${advice}`);
		}
	}
}

function shown(text: string): string {
	return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function invalid(message: string): OperationError {
	return new OperationError(message, { name: "ValidationError" });
}

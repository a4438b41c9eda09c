import { formatCountOf } from "../../base/format.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { outcomeLabels } from "../../wording/outcomeLabels.ts";
import { attemptLines, indented } from "../texts/attemptLines.ts";
import { oneLine } from "../texts/plainText.ts";

/** Everything that is known about a failed item, as plain text to read and search. */
export function attemptsText(failed: FailedItem): string {
	const { item, outcome, attempts } = failed;
	const location =
		item.location && [item.location.file, item.location.line].filter((part) => part !== undefined).join(":");
	return [
		`Item ${item.index + 1}${item.key === String(item.index) ? "" : `: ${oneLine(item.key)}`}`,
		...(location === undefined ? [] : [location]),
		`${outcomeLabels[outcome]} after ${formatCountOf(attempts, "attempt")}.`,
		"",
		...attemptLines(failed),
		"Value",
		...indented(typeof item.value === "string" ? item.value : JSON.stringify(item.value, undefined, 2)),
		"",
	].join("\n");
}

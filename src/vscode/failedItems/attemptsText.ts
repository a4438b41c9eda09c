import { formatCountOf, formatDuration } from "../../base/format.ts";
import type { AttemptRecord, FailedOutcome, Failure } from "../../engine/model/outcome.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { oneLine } from "../texts/plainText.ts";

const outcomeLabels: Readonly<Record<FailedOutcome, string>> = {
	failed: "Failed",
	rejected: "Rejected",
	skipped: "Skipped",
	interrupted: "In doubt",
};

/** Everything that is known about a failed item, as plain text to read and search. */
export function attemptsText(failed: FailedItem): string {
	const { item, outcome, attempts, history } = failed;
	const location =
		item.location && [item.location.file, item.location.line].filter((part) => part !== undefined).join(":");
	const unkept = attempts - history.length;
	return [
		`Item ${item.index + 1}${item.key === String(item.index) ? "" : `: ${oneLine(item.key)}`}`,
		...(location === undefined ? [] : [location]),
		`${outcomeLabels[outcome]} after ${formatCountOf(attempts, "attempt")}.`,
		"",
		...(history.length === 0 ? failureLines(failed.failure) : []),
		...(unkept > 0 && history.length > 0 ? [`(${formatCountOf(unkept, "earlier attempt")} not kept)`, ""] : []),
		...history.flatMap(attemptLines),
		"Value",
		...indented(typeof item.value === "string" ? item.value : JSON.stringify(item.value, undefined, 2)),
		"",
	].join("\n");
}

function attemptLines({ attempt, startedAt, durationMs, failure }: AttemptRecord): readonly string[] {
	const head = `Attempt ${attempt}, ${new Date(startedAt).toISOString()}, ${formatDuration(durationMs)}`;
	return [head, ...failureLines(failure)];
}

function failureLines({ name, code, message, category, detail }: Failure): readonly string[] {
	const kind = [name, code, `category ${category}`].filter((part) => part !== undefined).join(", ");
	const more = detail === undefined || detail === message ? [] : indented(detail);
	return [...indented(message), ...indented(`(${kind})`), ...more, ""];
}

function indented(text: string | undefined): readonly string[] {
	return (text ?? "").split(/\r?\n/).map((line) => `    ${line}`);
}

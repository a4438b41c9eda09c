import { formatCountOf, formatShort } from "../../base/format.ts";
import type { DetailPart } from "../../dashboard/protocol.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { isObject } from "../../sinks/table/cells.ts";
import type { ResultRow } from "../../store/results/resultRow.ts";
import { attemptLines } from "../texts/attemptLines.ts";

/** Characters that a row has room for, at most. */
const maxRowLength = 300;
/** Characters of a part that are shown: what is longer is in the run folder. */
const maxPartLength = 100_000;

/** A value in one line, cut to what a row has room for: the members of an object by their names, a text as it is. */
export function fitting(value: unknown): string {
	const text = isObject(value) ? membersText(value) : plainText(value);
	return text.length <= maxRowLength ? text : `${text.slice(0, maxRowLength)}…`;
}

function membersText(value: Readonly<Record<string, unknown>>): string {
	let text = "";
	for (const [name, member] of Object.entries(value)) {
		text += `${text === "" ? "" : " · "}${name}: ${plainText(member)}`;
		if (text.length > maxRowLength) break;
	}
	return text;
}

function plainText(value: unknown): string {
	return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

export function detailPart(title: string, text: string): DetailPart {
	return { title, text: text.slice(0, maxPartLength), cut: Math.max(0, text.length - maxPartLength) };
}

/** What is known of an item. @param failed it, with its attempts, where it did not succeed */
export function partsOf(row: ResultRow, failed: FailedItem | undefined): readonly DetailPart[] {
	const { value, result, failure, attempts, durationMs, reusedFrom } = row;
	const parts: DetailPart[] = [];
	if (value !== undefined) parts.push(detailPart("Value", long(value)));
	if (!failure) parts.push(detailPart("Result", long(result)));
	if (failed) parts.push(detailPart("Attempts", attemptLines(failed).join("\n").trimEnd()));
	else if (failure) parts.push(detailPart("Error", [failure.message, failure.detail ?? ""].join("\n").trimEnd()));
	else {
		const tries = `${formatCountOf(attempts, "attempt")}; the last took ${formatShort(durationMs ?? 0)}.`;
		const from = reusedFrom === undefined ? tries : `The result of item ${reusedFrom + 1}, which has the same key.`;
		parts.push(detailPart("Attempts", from));
	}
	return parts;
}

function long(value: unknown): string {
	return typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "");
}

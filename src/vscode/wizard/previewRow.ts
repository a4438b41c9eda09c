import type { Preview } from "../../job/plan/preview.ts";
import type { OperationKind } from "../../operations/operationKind.ts";
import { pickLine } from "../texts/plainText.ts";

export interface PreviewRow {
	readonly label: string;
	readonly description: string;
	readonly detail: string;
}

/** What would run for an item, in two lines. Values are foreign text: nothing in them becomes an icon. */
export function previewRow(
	{ index, key, rendered, problem }: Preview,
	kind: Pick<OperationKind, "previewLines"> | undefined,
): PreviewRow {
	const name = key === String(index) ? `Item ${index + 1}` : `Item ${index + 1}: ${key}`;
	const row = (label: string, description: string, detail: string) => ({
		label,
		description: pickLine(description),
		detail: pickLine(detail),
	});
	if (problem !== undefined) return row("$(warning)", name, problem);
	const lines = kind?.previewLines?.(rendered) ?? { head: rendered };
	const [head, rest] = [textOf(lines.head), textOf(lines.rest)];
	return rest === "" ? row("$(eye)", name, head) : row("$(eye)", `${name}  ${head}`, rest);
}

function textOf(value: unknown): string {
	if (value === undefined || value === null) return "";
	if (typeof value === "string") return value;
	return JSON.stringify(value);
}

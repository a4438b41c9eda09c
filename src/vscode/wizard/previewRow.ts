import type { Preview } from "../../job/plan/preview.ts";
import { shortened, withoutIcons } from "../texts/plainText.ts";

export interface PreviewRow {
	readonly label: string;
	readonly description: string;
	readonly detail: string;
}

const lineLength = 160;

/** What would be run for an item, in two lines. Values are somebody else's: nothing in them becomes an icon. */
export function previewRow({ index, key, rendered, problem }: Preview): PreviewRow {
	const name = key === String(index) ? `Item ${index + 1}` : `Item ${index + 1}: ${key}`;
	const row = (label: string, description: string, detail: string) => ({
		label,
		description: line(description),
		detail: line(detail),
	});
	if (problem !== undefined) return row("$(warning)", name, problem);
	const { head, rest } = split(rendered);
	return rest === "" ? row("$(eye)", name, head) : row("$(eye)", `${name}  ${head}`, rest);
}

/** A request is known by its first line, and of a module's call the item is what differs; the rest is shown as it is. */
function split(rendered: unknown): { readonly head: string; readonly rest: string } {
	if (typeof rendered !== "object" || rendered === null) return { head: textOf(rendered), rest: "" };
	if ("method" in rendered && "url" in rendered) {
		const { method, url, ...others } = rendered;
		const body = "json" in others ? others.json : "body" in others ? others.body : "";
		return { head: `${method} ${url}`, rest: textOf(body) };
	}
	return { head: textOf("module" in rendered && "item" in rendered ? rendered.item : rendered), rest: "" };
}

function textOf(value: unknown): string {
	if (value === undefined || value === null) return "";
	if (typeof value === "string") return value;
	return JSON.stringify(value);
}

function line(text: string): string {
	return withoutIcons(shortened(text, lineLength));
}

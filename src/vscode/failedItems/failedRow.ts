import { basename } from "node:path";
import { isContainer } from "../../base/exactNumber.ts";
import { formatCount, formatCountOf } from "../../base/format.ts";
import { groupCode } from "../../engine/index.ts";
import type { FailedOutcome } from "../../engine/model/outcome.ts";
import type { ErrorGroup, FailedItem } from "../../engine/model/ports.ts";
import { ownWords } from "../../report/ownWords.ts";
import { categoryText } from "../../wording/categoryText.ts";
import { notDoneTexts } from "../../wording/resultText.ts";
import { oneLine, shortened } from "../texts/plainText.ts";
import { type FailedNode, type FailedRun, pageSize } from "./failedNode.ts";

/** A row of the view *Failed Items* as it is shown. */
export interface FailedRow {
	/** Stays the same across refreshes, so that VS Code keeps selection and expansion. */
	readonly id: string;
	readonly label: string;
	readonly description: string;
	readonly tooltip: string;
	readonly icon: { readonly id: string; readonly color: string | undefined } | undefined;
	/** Words that the menus of package.json look for: `retry skip open`. */
	readonly context: string;
}

/** The allowed actions, as words that the menus of package.json look for. */
const actionsOn: Readonly<Record<FailedOutcome, string>> = {
	failed: "retry skip done edit",
	rejected: "retry skip done edit",
	skipped: "retry done edit",
	interrupted: "retry skip done",
};

/** Longer than any side bar is wide. */
const labelLength = 120;
/** So much text is enough to recognize an item. */
const enoughLength = 20;
/** A hover should not cover the window. */
const tooltipLength = 1_000;
const tooltipLineLength = 200;

export function failedRow(node: FailedNode<FailedRun>): FailedRow {
	const { runId, snapshot } = node.run;
	switch (node.kind) {
		case "run": {
			const { failed, skipped, interrupted } = snapshot.counts;
			const info = [
				...notDoneTexts(snapshot.counts),
				skipped > 0 ? `${formatCount(skipped)} skipped` : "",
				interrupted > 0 ? `${formatCount(interrupted)} in doubt` : "",
			];
			return {
				id: runId,
				label: oneLine(snapshot.jobName),
				description: info.filter((part) => part !== "").join(" · "),
				tooltip: `${oneLine(snapshot.jobName)}\nRun ${runId}`,
				icon: undefined,
				context: failed > 0 ? "retry skip edit" : "",
			};
		}
		case "category":
			return {
				id: `${runId}/${node.category}`,
				label: categoryText[node.category],
				description: formatCount(countOf(node.groups)),
				tooltip: `Errors of the category "${node.category}"`,
				icon: { id: "error", color: "list.errorForeground" },
				context: "retry skip edit",
			};
		case "inDoubt":
			return {
				id: `${runId}/inDoubt`,
				label: "In doubt",
				description: formatCount(countOf(node.groups)),
				tooltip: "They had started when the process died, so nobody knows whether they were done",
				icon: { id: "question", color: "list.warningForeground" },
				context: "retry skip done",
			};
		case "rejected":
			return {
				id: `${runId}/rejected`,
				label: "Rejected",
				description: formatCount(countOf(node.groups)),
				tooltip: "Left out because of an error that no further attempt would change",
				icon: { id: "circle-slash", color: "list.warningForeground" },
				context: "retry skip edit",
			};
		case "skipped":
			return {
				id: `${runId}/skipped`,
				label: "Skipped",
				description: formatCount(countOf(node.groups)),
				tooltip: "Left out on purpose: by the operation, or by you",
				icon: { id: "debug-step-over", color: undefined },
				context: "retry edit",
			};
		case "group":
			return {
				id: groupPath(node),
				label: groupLabel(node.group),
				description: formatCount(node.group.count),
				tooltip: shortened(node.group.message, tooltipLength),
				icon: undefined,
				context: `${actionsOn[node.group.outcome]} error`,
			};
		case "item":
			return itemRow(node);
		case "more": {
			const left = Math.min(pageSize, node.group.count - node.shown);
			const text = `Show ${formatCount(left)} more…`;
			return {
				id: `${groupPath(node)}/more`,
				label: text,
				description: "",
				tooltip: text,
				icon: undefined,
				context: "",
			};
		}
	}
}

/** Begins with the code: messages of one job often start alike, and a side bar is narrow. */
function groupLabel(group: ErrorGroup): string {
	const message = shortened(oneLine(group.message), labelLength);
	const code = groupCode(group);
	return code === undefined ? message : `${code} · ${message}`;
}

function itemRow(node: FailedNode<FailedRun> & { kind: "item" }): FailedRow {
	const { failed } = node;
	const { item, failure, attempts, outcome } = failed;
	const line = item.location?.line;
	const info = [line === undefined ? "" : `line ${line}`, attempts === 0 ? "" : formatCountOf(attempts, "attempt")];
	const location = item.location && [basename(item.location.file), line].filter((part) => part !== undefined).join(":");
	const words = ownWords(failure, node.run.reader.info.baseFolder);
	const open = item.location ? " open" : "";
	return {
		id: `${groupPath(node)}/${item.index}`,
		label: itemLabel(failed),
		description: info.filter((part) => part !== "").join(" · "),
		tooltip: [
			shortened(failure.message, tooltipLength),
			...words.map((line) => shortened(oneLine(line), tooltipLineLength)),
			location ?? "",
			failureName(failed),
		]
			.filter((part) => part !== "")
			.join("\n"),
		icon: undefined,
		context: `${actionsOn[outcome]} error attempts${open}`,
	};
}

/** Its key, unless that is only its index; then the beginning of its value. */
function itemLabel({ item }: FailedItem): string {
	const text = item.key === String(item.index) ? valueText(item.value) : item.key;
	return shortened(oneLine(text), labelLength) || `Item ${formatCount(item.index + 1)}`;
}

function valueText(value: unknown): string {
	if (typeof value === "string") return value;
	if (!isContainer(value)) return String(value ?? "");
	const fields = Object.values(value).filter((field) => !isContainer(field) && (field ?? "") !== "");
	// Only as many fields as it takes to recognize the item, so that the line number beside it stays visible.
	let text = "";
	for (const field of fields) {
		if (text.length >= enoughLength) break;
		text += text === "" ? field : `, ${field}`;
	}
	return text;
}

function failureName({ failure }: FailedItem): string {
	return [failure.name, failure.code ?? ""].filter((part) => part !== "").join(" ");
}

function groupPath({ run, group }: FailedNode<FailedRun> & { kind: "group" | "item" | "more" }): string {
	return `${run.runId}/${group.category}/${group.outcome}/${group.id}`;
}

function countOf(groups: readonly { readonly count: number }[]): number {
	return groups.reduce((sum, { count }) => sum + count, 0);
}

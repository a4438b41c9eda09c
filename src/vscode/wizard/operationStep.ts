import * as vscode from "vscode";
import type { Log } from "../../engine/model/ports.ts";
import type { Job } from "../../job/file/job.ts";
import { inputQuestions } from "../../job/plan/inputs.ts";
import type { OperationKind } from "../../operations/operationKind.ts";
import { operationKindOf, operationKinds } from "../../operations/operationKinds.ts";
import { askInputs } from "../runs/askInputs.ts";
import { withoutIcons } from "../texts/plainText.ts";
import { askPick } from "./ask.ts";
import type { Draft } from "./draft.ts";
import { formStep } from "./formStep.ts";
import { readJobFiles } from "./jobFiles.ts";
import { operationText } from "./operationText.ts";
import type { RecentOperation, RecentOperations } from "./recentOperations.ts";
import type { Step } from "./steps.ts";
import { treatAsStep } from "./treatAsStep.ts";

interface OperationItem extends vscode.QuickPickItem {
	readonly operation?: OperationKind;
	readonly recent?: RecentOperation;
	readonly job?: Job;
	readonly treatsAs?: boolean;
}

const treatAsButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon("list-selection"),
	tooltip: "Treat as…",
};

/** Shows what was found, and asks what to run on it: a recent operation, a saved job's, or a new one. */
export function operationStep(draft: Draft, recents: RecentOperations, log: Log, then: Step): Step {
	return async (canGoBack) => {
		const answer = await askPick<OperationItem>({
			title: withoutIcons(draft.found.summary),
			placeholder: "What do you want to run on each of them?",
			canGoBack,
			items: choices(draft, recents, log),
			...(draft.found.otherReadings
				? { buttons: [treatAsButton], onButton: () => ({ label: "", treatsAs: true }) }
				: {}),
		});
		if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
		const { operation, recent, job } = answer.value;
		if (answer.value.treatsAs) return treatAsStep(draft, operationStep(draft, recents, log, then));
		draft.useNothingSaved();
		if (operation) return formStep(operation, draft, then);
		if (recent) draft.run = recent.run;
		if (job) {
			draft.useSaved(job);
			draft.inputs = await askInputs(job.name, inputQuestions(job));
			if (!draft.inputs) return "end";
		}
		return then;
	};
}

async function choices(draft: Draft, recents: RecentOperations, log: Log): Promise<readonly OperationItem[]> {
	const fits = (kind: OperationKind | undefined) => draft.found.areFiles || kind?.worksOn !== "files";
	const recent = recents.all().filter(({ run }) => fits(operationKindOf(run)));
	const jobs = (await readJobFiles(log)).filter(({ definition }) => fits(operationKindOf(definition.run)));
	return [
		...section("recent", recent.map(recentItem)),
		...section("saved jobs", jobs.map(jobItem)),
		...section("new", operationKinds.filter(fits).map(newItem)),
		...section("items", draft.found.otherReadings ? [treatAsItem(draft)] : []),
	];
}

function section(label: string, items: readonly OperationItem[]): readonly OperationItem[] {
	return items.length > 0 ? [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items] : [];
}

function recentItem(recent: RecentOperation): OperationItem {
	return { label: withoutIcons(recent.text), iconPath: new vscode.ThemeIcon("history"), recent };
}

function jobItem(job: Job): OperationItem {
	const path = job.file === undefined ? "" : vscode.workspace.asRelativePath(job.file);
	return {
		label: withoutIcons(job.name),
		description: withoutIcons(path),
		detail: withoutIcons(operationText(job.definition.run) ?? ""),
		iconPath: new vscode.ThemeIcon("json"),
		job,
	};
}

function treatAsItem({ found }: Draft): OperationItem {
	return {
		label: "Treat as…",
		description: `now: ${withoutIcons(found.shortSummary)}`,
		detail: "Take other items from the selection: its lines, rows, list entries, …",
		iconPath: treatAsButton.iconPath as vscode.ThemeIcon,
		treatsAs: true,
	};
}

function newItem(operation: OperationKind): OperationItem {
	const { label, detail, icon } = operation.form;
	return { label, detail, iconPath: new vscode.ThemeIcon(icon), operation };
}

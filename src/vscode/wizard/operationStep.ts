import * as vscode from "vscode";
import type { Log } from "../../engine/model/ports.ts";
import type { Job } from "../../job/file/job.ts";
import { withoutIcons } from "../texts/plainText.ts";
import { askPick } from "./ask.ts";
import type { Draft } from "./draft.ts";
import type { Form } from "./form.ts";
import { forms } from "./forms.ts";
import { readJobFiles } from "./jobFiles.ts";
import { operationText } from "./operationText.ts";
import type { RecentOperation, RecentOperations } from "./recentOperations.ts";
import type { Step } from "./steps.ts";

interface OperationItem extends vscode.QuickPickItem {
	readonly form?: Form;
	readonly recent?: RecentOperation;
	readonly job?: Job;
}

/** Says what was found, and asks what to run on it: something run before, a saved job's operation, or a new one. */
export function operationStep(draft: Draft, recents: RecentOperations, log: Log, then: Step): Step {
	return async (canGoBack) => {
		const answer = await askPick<OperationItem>({
			title: withoutIcons(draft.found.summary),
			placeholder: "What is to be run on each of them?",
			canGoBack,
			items: choices(draft, recents, log),
		});
		if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
		const { form, recent, job } = answer.value;
		draft.useNothingSaved();
		if (form) return form.begin(draft, then);
		if (recent) draft.run = recent.run;
		if (job) draft.useSaved(job);
		return then;
	};
}

async function choices(draft: Draft, recents: RecentOperations, log: Log): Promise<readonly OperationItem[]> {
	const fits = (run: object) => draft.found.areFiles || !("replace" in run);
	const recent = recents.all().filter(({ run }) => fits(run));
	const jobs = (await readJobFiles(log)).filter(({ definition }) => fits(definition.run));
	return [
		...section("recent", recent.map(recentItem)),
		...section("saved jobs", jobs.map(jobItem)),
		...section("new", forms.filter(({ onlyFiles }) => draft.found.areFiles || !onlyFiles).map(formItem)),
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

function formItem(form: Form): OperationItem {
	return { label: form.label, detail: form.detail, iconPath: new vscode.ThemeIcon(form.icon), form };
}

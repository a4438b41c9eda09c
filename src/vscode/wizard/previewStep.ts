import * as vscode from "vscode";
import { formatCountOf, formatDuration } from "../../base/format.ts";
import type { Policies } from "../../engine/model/policies.ts";
import type { Plan } from "../../job/plan/plan.ts";
import type { Preview } from "../../job/plan/preview.ts";
import { operationKindOf } from "../../operations/operationKinds.ts";
import { messages } from "../texts/messages.ts";
import { withoutIcons } from "../texts/plainText.ts";
import { askPick, askText } from "./ask.ts";
import type { Draft } from "./draft.ts";
import type { PreviewDocument } from "./previewDocument.ts";
import { previewRow } from "./previewRow.ts";
import type { Step } from "./steps.ts";
import { askSuccess } from "./successStep.ts";

/** Enough to notice a mistake; each has two lines in the box. */
const maxPreviewed = 3;
const saveButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("save"), tooltip: "Save as Job File…" };

type Choice = "run" | "concurrency" | "success" | "edit" | "save" | "open";

interface ChoiceItem extends vscode.QuickPickItem {
	readonly choice: Choice;
}

export interface PreviewStepOptions {
	readonly document: PreviewDocument;
	/** @throws UsageError if the draft can't be run */
	plan(draft: Draft): Promise<Plan>;
	run(draft: Draft): Promise<void>;
	save(draft: Draft): Promise<void>;
	showError(error: unknown): unknown;
}

/** The last question: shows what would run for the first items. Nothing runs until the user chooses Run. */
export function previewStep(draft: Draft, options: PreviewStepOptions): Step {
	return async function confirm(canGoBack) {
		let previews: readonly Preview[] = [];
		const load = async () => {
			const plan = await options.plan(draft);
			try {
				previews = await plan.preview(maxPreviewed);
				return choices(draft, plan, previews);
			} finally {
				await plan.dispose();
			}
		};
		let answer: Awaited<ReturnType<typeof askPick<ChoiceItem>>>;
		try {
			answer = await askPick<ChoiceItem>({
				title: `${withoutIcons(draft.found.name)}: ready to run`,
				placeholder: "Nothing has run yet. Enter runs it.",
				canGoBack,
				items: load(),
				buttons: [saveButton],
				onButton: (button) => (button === saveButton ? { label: "", choice: "save" } : undefined),
			});
		} catch (error) {
			void options.showError(error);
			return canGoBack ? "back" : "end";
		}
		if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
		switch (answer.value.choice) {
			case "run":
				await options.run(draft);
				return "end";
			case "edit":
				return "back";
			case "save":
				await options.save(draft);
				return "end";
			case "open":
				await options.document.show(previews);
				return confirm(canGoBack);
			case "concurrency":
				await askConcurrency(draft);
				return confirm(canGoBack);
			case "success":
				await askSuccess(draft);
				return confirm(canGoBack);
		}
	};
}

function choices(draft: Draft, plan: Plan, previews: readonly Preview[]): readonly ChoiceItem[] {
	const separator = vscode.QuickPickItemKind.Separator;
	const total = plan.source.total();
	const count = total
		? `${total.exact ? "" : "about "}${formatCountOf(total.count, "item")}`
		: draft.found.shortSummary;
	return [
		{ label: "$(play) Run", description: `${count} · ${withoutIcons(plan.runSummary)}`, choice: "run" },
		{ label: "$(settings) Concurrency…", description: policiesText(plan.policies), choice: "concurrency" },
		{ label: "$(pass) Success means…", description: successText(plan), choice: "success" },
		{ label: "$(edit) Edit…", description: "back to the questions", choice: "edit" },
		{ label: `The first ${previews.length === 1 ? "item" : previews.length}`, kind: separator, choice: "open" },
		...plan.notes.map((note) => ({ label: "$(info) Left out", detail: withoutIcons(note), choice: "open" as const })),
		...previews.map((preview) => ({ ...previewRow(preview, operationKindOf(draft.run)), choice: "open" as const })),
	];
}

function successText({ job }: Plan): string {
	const conditions = (job.definition.assert ?? []).map((one) => (typeof one === "string" ? one : one.that));
	return conditions.length === 0 ? "whatever the operation says" : withoutIcons(conditions.join(", "));
}

function policiesText({ concurrency, auto, retry, timeoutMs }: Policies): string {
	const tries = retry.attempts === 1 ? "one try each" : `up to ${retry.attempts} tries each`;
	const limit = timeoutMs === undefined ? "" : `, ${formatDuration(timeoutMs)} a try`;
	return `${auto.concurrency ? "up to " : ""}${concurrency} at a time, ${tries}${limit}`;
}

async function askConcurrency(draft: Draft): Promise<void> {
	const answer = await askText({
		title: "Concurrency",
		placeholder: "4",
		canGoBack: true,
		prompt: "How many items to work on at once.",
		value: String(draft.concurrency ?? ""),
		check: (text) =>
			/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 1_000 ? undefined : messages.expected.concurrency,
	});
	if (answer.kind === "given") draft.concurrency = Number(answer.value);
}

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Plan } from "../../job/plan/plan.ts";
import { planJob } from "../../job/plan/plan.ts";
import { operationKindOf } from "../../operations/operationKinds.ts";
import type { LaunchInfo, Runs } from "../runs/runs.ts";
import { startAsking } from "../runs/startAsking.ts";
import { assertTrusted } from "../runs/trust.ts";
import { messages } from "../texts/messages.ts";
import { Draft } from "./draft.ts";
import type { FoundItems } from "./foundItems.ts";
import { operationStep } from "./operationStep.ts";
import type { PreviewDocument } from "./previewDocument.ts";
import { previewStep } from "./previewStep.ts";
import { RecentOperations } from "./recentOperations.ts";
import { walk } from "./steps.ts";

export interface BatchWizardOptions {
	readonly runs: Runs;
	readonly memento: vscode.Memento;
	readonly log: vscode.LogOutputChannel;
	readonly previewDocument: PreviewDocument;
	launchInfo(baseFolder: string): Promise<LaunchInfo>;
	showError(error: unknown): unknown;
}

/** Asks what to run on the items that were found, and runs it. */
export async function runWizard(found: FoundItems, options: BatchWizardOptions): Promise<void> {
	const { runs, log, showError, previewDocument } = options;
	const draft = new Draft(found);
	const recents = new RecentOperations(options.memento);
	const preview = previewStep(draft, {
		document: previewDocument,
		plan: () => plan(draft, options),
		async run() {
			await startAsking(runs, draft.toJob(), found.selection, { inputs: draft.inputs });
			await recents.add(draft.run);
		},
		save: () => saveAsJobFile(draft),
		showError,
	});
	await walk(operationStep(draft, recents, log, preview));
}

async function plan(draft: Draft, { launchInfo, log }: BatchWizardOptions): Promise<Plan> {
	if (operationKindOf(draft.run)?.loadsCode) assertTrusted(messages.restrictedPreview);
	const { selection } = draft.found;
	return planJob(draft.toJob(), {
		...(await launchInfo(draft.baseFolder)),
		runId: randomUUID(),
		selection,
		inputs: draft.inputs,
		log,
	});
}

/** Also opens the file, so that you can change it. */
async function saveAsJobFile(draft: Draft): Promise<void> {
	const stem = draft.found.name.replace(/\.\w+$/, "");
	const uri = await vscode.window.showSaveDialog({
		title: "Save as Job File",
		defaultUri: vscode.Uri.file(join(draft.baseFolder, `${stem}.batch.json`)),
		// Not "batch.json": VS Code would miss that the name already ends in it, and append it again.
		filters: { "Job files": ["json"] },
	});
	if (!uri) return;
	await vscode.workspace.fs.writeFile(uri, Buffer.from(draft.toText()));
	await vscode.window.showTextDocument(uri);
}

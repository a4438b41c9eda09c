import * as vscode from "vscode";
import { formatCountOf, formatPercent } from "../../base/format.ts";
import { settledCount } from "../../engine/model/counts.ts";
import type { Job } from "../../job/file/job.ts";
import { OverwriteError } from "../../job/launch/outputs/outputExistsError.ts";
import type { JobStanding } from "../../job/launch/standing/jobStanding.ts";
import { StandingError } from "../../job/launch/standing/standingError.ts";
import type { StartDecisions } from "../../job/launch/startJob.ts";
import { InputsNeededError, type InputValues } from "../../job/plan/inputs.ts";
import type { SelectedText } from "../../sources/sourceKind.ts";
import { commandIds } from "../contributions/commandIds.ts";
import { askDecision } from "./askDecision.ts";
import { askInputs } from "./askInputs.ts";
import type { Runs } from "./runs.ts";

/** What the user wants as the job's runs stand: a run that is there, or to go on with these decisions. */
type Choice = "show" | "resume" | StartDecisions;

interface ChoiceItem extends vscode.QuickPickItem {
	readonly choice: Choice;
}

/**
 * Starts a job; asks the user first, where its earlier runs leave that open.
 * @param choices with `decided`, by default only an active run is asked about; `inputs` that the user has chosen already
 */
export async function startAsking(
	runs: Runs,
	job: Job,
	selection: SelectedText | undefined,
	{
		decided = { unfinished: "startOver", again: true },
		inputs: given,
	}: { readonly decided?: StartDecisions; readonly inputs?: InputValues | undefined } = {},
): Promise<void> {
	let decisions = decided;
	let inputs = given;
	for (;;) {
		try {
			await runs.start(job, selection, decisions, inputs);
			return;
		} catch (error) {
			if (error instanceof InputsNeededError && !inputs) {
				inputs = await askInputs(job.name, error.questions);
				if (!inputs) return;
				continue;
			}
			if (error instanceof OverwriteError) {
				const decision = await askDecision({ kind: "output", found: error.found }, job.name);
				if (!decision) return;
				decisions = { ...decisions, ...decision, again: true };
				continue;
			}
			if (!(error instanceof StandingError)) throw error;
			const choice = await askFor(error.standing);
			if (choice === undefined) return;
			if (choice === "show" || choice === "resume") {
				await goTo(error.standing.run.runId, choice, runs);
				return;
			}
			decisions = { ...decisions, ...choice };
		}
	}
}

async function askFor({ kind, run }: JobStanding): Promise<Choice | undefined> {
	const { counts, total } = run.status;
	const settled = settledCount(counts);
	const share = total ? `${formatPercent(settled / total)} done` : "";
	const show: ChoiceItem = { label: "$(eye) Show", description: share, choice: "show" };
	const questions: Record<JobStanding["kind"], { placeHolder: string; items: ChoiceItem[] }> = {
		active: {
			placeHolder: "This job is being run already.",
			items: [
				show,
				{
					label: "$(play) Start Another",
					description: "beside it, from the first item, with an output of its own",
					choice: { beside: true },
				},
			],
		},
		unfinished: {
			placeHolder: "This job has an unfinished run.",
			items: [
				{ label: "$(debug-continue) Resume", description: share, choice: "resume" },
				{
					label: "$(play) Start Over",
					description: "a new run, from the first item",
					choice: { unfinished: "startOver", again: true },
				},
			],
		},
		done: {
			placeHolder: `This job is done already: ${formatCountOf(settled, "item")}.`,
			items: [
				{ ...show, description: "the run that did it" },
				{ label: "$(play) Run Again", description: "all of it, from the first item", choice: { again: true } },
			],
		},
	};
	const { placeHolder, items } = questions[kind];
	return (await vscode.window.showQuickPick(items, { placeHolder }))?.choice;
}

async function goTo(runId: string, choice: "show" | "resume", runs: Runs): Promise<void> {
	// Another process may have made it.
	if (!runs.get(runId)) await runs.load();
	if (choice === "resume") await runs.get(runId)?.resume();
	else await vscode.commands.executeCommand(commandIds.showDashboard, runId);
}

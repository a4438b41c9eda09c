import { formatPercent, formatRate } from "../../base/format.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import { allowedRunActions, type RunAction } from "../../wording/allowedActions.ts";
import { leftText, settledText, shareDone } from "../../wording/progressText.ts";
import { notDoneTexts } from "../../wording/resultText.ts";
import { stateText } from "../../wording/stateText.ts";
import { type CommandName, commandIds } from "../contributions/commandIds.ts";
import { shortened, withoutMarkdown } from "../texts/plainText.ts";

export interface HoveredRun {
	readonly runId: string;
	readonly snapshot: Snapshot;
	readonly live: boolean;
	/** What was left out of its items is told. */
	readonly info?: Pick<RunInfo, "notes">;
}

/** The commands that the hover's links may run; VS Code refuses all others. */
export const hoverCommands: readonly CommandName[] = [
	"pause",
	"tryNow",
	"resume",
	"cancel",
	"retryFailed",
	"showDashboard",
	"openReport",
];

const links: readonly (readonly [RunAction, CommandName, string])[] = [
	["pause", "pause", "Pause"],
	["tryNow", "tryNow", "Try Now"],
	["resume", "resume", "Resume"],
	["cancel", "cancel", "Cancel"],
	["retry", "retryFailed", "Retry Failed"],
	["openReport", "openReport", "Report"],
];

/** A Markdown table with a row for each run. */
export function statusHover(runs: readonly HoveredRun[]): string {
	const rows = runs.map((run) => rowOf([nameOf(run), progressOf(run), failedOf(run), linksOf(run)]));
	const table = [rowOf(["Run", "Progress", "Errors", ""]), "| :-- | :-- | :-- | :-- |", ...rows].join("\n");
	return [table, ...runs.flatMap(alertsOf), ...runs.flatMap(notesOf)].join("\n\n");
}

/** With a space in each cell: VS Code puts none between the columns of a hover. */
function rowOf(cells: readonly string[]): string {
	return `| ${cells.join(" | &emsp;")} |`;
}

function nameOf({ snapshot }: HoveredRun): string {
	return `**${withoutMarkdown(shortened(snapshot.jobName, 40))}**`;
}

function alertsOf(run: HoveredRun): readonly string[] {
	return run.snapshot.alerts.map(({ message }) => `${nameOf(run)}: ${withoutMarkdown(message)}`);
}

function notesOf(run: HoveredRun): readonly string[] {
	return (run.info?.notes ?? []).map((note) => `${nameOf(run)}: ${withoutMarkdown(note)}`);
}

function progressOf({ snapshot }: HoveredRun): string {
	const share = shareDone(snapshot);
	const figures = [
		snapshot.state === "running" ? "" : stateText[snapshot.state],
		share === undefined ? "" : formatPercent(share),
		settledText(snapshot),
		snapshot.state === "running" ? formatRate(snapshot.itemsPerSecond) : "",
		withoutMarkdown(leftText(snapshot)),
	];
	return figures.filter((figure) => figure !== "").join(" · ");
}

function failedOf({ snapshot }: HoveredRun): string {
	return notDoneTexts(snapshot.counts).join(", ");
}

function linksOf(run: HoveredRun): string {
	const allowed = allowedRunActions(run);
	const offered = links.filter(([action]) => allowed[action]);
	const all = [
		...offered.map(([, command, text]) => [command, text] as const),
		["showDashboard", "Dashboard"] as const,
	];
	const argument = encodeURIComponent(JSON.stringify([run.runId]));
	return all.map(([command, text]) => `[${text}](command:${commandIds[command]}?${argument})`).join(" · ");
}

import { formatCount, formatCountOf, formatPercent, formatRate, formatTimeOfDay } from "../../base/format.ts";
import { settledCount } from "../../engine/model/counts.ts";
import { isActive, type RunState } from "../../engine/model/runState.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import { allowedRunActions, type RunAction } from "../../wording/allowedActions.ts";
import { leftText, shareDone } from "../../wording/progressText.ts";
import { notDoneTexts } from "../../wording/resultText.ts";
import { stateText } from "../../wording/stateText.ts";
import { oneLine } from "../texts/plainText.ts";

/** A row of the view *Runs*. */
export interface RunRow {
	readonly label: string;
	readonly description: string;
	readonly tooltip: string;
	readonly icon: { readonly id: string; readonly color: string | undefined };
	/** Words that the menus of package.json look for: `run pause cancel`. */
	readonly context: string;
}

const icons: Readonly<Record<RunState, RunRow["icon"]>> = {
	queued: { id: "clock", color: undefined },
	running: { id: "sync~spin", color: undefined },
	paused: { id: "debug-pause", color: "list.warningForeground" },
	completed: { id: "pass", color: "testing.iconPassed" },
	completedWithFailures: { id: "warning", color: "list.warningForeground" },
	halted: { id: "error", color: "list.errorForeground" },
	cancelled: { id: "circle-slash", color: "disabledForeground" },
	interrupted: { id: "debug-disconnect", color: "list.warningForeground" },
};

const contextWords: Readonly<Record<RunAction, string>> = {
	pause: "pause",
	tryNow: "tryNow",
	resume: "resume",
	cancel: "cancel",
	retry: "failed",
	skip: "failed",
	edit: "edit",
	results: "results",
	openReport: "report",
	delete: "delete",
};

export interface ShownRun {
	readonly runId: string;
	readonly info: Pick<RunInfo, "jobName" | "createdAt" | "items" | "notes" | "run">;
	readonly snapshot: Snapshot;
	readonly live: boolean;
	/** Its results can stand beside the lines that were selected. */
	readonly isOnSelection?: boolean | undefined;
	/** When the run that this one retries began, and the last one that retried this; wall clock, ms since the epoch. */
	readonly retryOf?: number | undefined;
	readonly retriedAt?: number | undefined;
}

/** @param now wall clock, ms since the epoch */
export function runRow(run: ShownRun, now: number): RunRow {
	const { snapshot, info } = run;
	const actions = allowedRunActions(run);
	const allowed = (Object.keys(actions) as RunAction[]).filter((action) => actions[action]);
	return {
		label: oneLine(info.jobName),
		description: description(run, now),
		tooltip: tooltip(run),
		icon: icons[snapshot.state],
		context: [
			...new Set([
				"run",
				...allowed.map((action) => contextWords[action]),
				...(run.isOnSelection ? ["selection"] : []),
			]),
		].join(" "),
	};
}

function description(run: ShownRun, now: number): string {
	const { snapshot, live, info } = run;
	const { state, counts, itemsPerSecond } = snapshot;
	const settled = formatCountOf(settledCount(counts), "item");
	const share = shareDone(snapshot);
	const progress = share === undefined ? settled : formatPercent(share);
	const parts = isActive(state)
		? [
				state === "running" ? progress : `${stateText[state].toLowerCase()} at ${progress}`,
				live && state === "running" ? formatRate(itemsPerSecond) : "",
				...notDoneTexts(counts),
				oneLine(leftText(snapshot)),
				live ? "" : "in another window or terminal",
			]
		: [
				state === "completed" || state === "completedWithFailures"
					? settled
					: `${stateText[state].toLowerCase()} at ${progress}`,
				...notDoneTexts(counts),
				startText(info.createdAt, now),
				...retryTexts(run, now),
			];
	return parts.filter((part) => part !== "").join(" · ");
}

/** What is still failed of a run is what none of its retries has settled: its own numbers say so. */
function retryTexts({ retryOf, retriedAt }: ShownRun, now: number): readonly string[] {
	return [
		...(retryOf === undefined ? [] : [`retry of ${startText(retryOf, now)}`]),
		...(retriedAt === undefined ? [] : [`retried ${startText(retriedAt, now)}`]),
	];
}

function tooltip({ runId, info, snapshot }: ShownRun): string {
	const { state, reason, counts } = snapshot;
	return [
		oneLine(info.jobName),
		reason === undefined ? stateText[state] : `${stateText[state]}: ${oneLine(reason)}`,
		"",
		`${formatCount(counts.succeeded)} succeeded, ${formatCount(counts.failed)} failed, ${formatCount(counts.rejected)} rejected, ${formatCount(counts.skipped)} skipped, ${formatCount(counts.interrupted)} in doubt, ${formatCount(counts.retries)} retries`,
		oneLine(info.items),
		...info.notes.map(oneLine),
		oneLine(info.run),
		`Run ${runId}, started ${new Date(info.createdAt).toLocaleString()}`,
	].join("\n");
}

/** `14:05` for a run of today, `Nov 23` for an older one. */
function startText(createdAt: number, now: number): string {
	const start = new Date(createdAt);
	const isToday = start.toDateString() === new Date(now).toDateString();
	return isToday ? formatTimeOfDay(createdAt) : `${months[start.getMonth()]} ${start.getDate()}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

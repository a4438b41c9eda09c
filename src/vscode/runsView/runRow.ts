import { formatCount, formatCountOf, formatPercent, formatRate, formatTimeOfDay } from "../../base/format.ts";
import { leftText, shareDone } from "../../dashboard/progressText.ts";
import { stateText } from "../../dashboard/stateText.ts";
import { settledCount } from "../../engine/model/counts.ts";
import { isActive, type RunState } from "../../engine/model/runState.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import type { RunFacts } from "../../store/database/runFacts.ts";
import { oneLine } from "../texts/plainText.ts";
import { type RunAction, runActions } from "./runActions.ts";

/** A run as a row of the view *Runs*. */
export interface RunRow {
	readonly label: string;
	readonly description: string;
	readonly tooltip: string;
	readonly icon: { readonly id: string; readonly colour: string | undefined };
	/** Words that the menus of package.json look for: `run pause cancel`. */
	readonly context: string;
}

const icons: Readonly<Record<RunState, RunRow["icon"]>> = {
	queued: { id: "clock", colour: undefined },
	running: { id: "sync~spin", colour: undefined },
	paused: { id: "debug-pause", colour: "list.warningForeground" },
	completed: { id: "pass", colour: "testing.iconPassed" },
	completedWithFailures: { id: "warning", colour: "list.warningForeground" },
	halted: { id: "error", colour: "list.errorForeground" },
	cancelled: { id: "circle-slash", colour: "disabledForeground" },
	interrupted: { id: "debug-disconnect", colour: "list.warningForeground" },
};

const contextWords: Readonly<Record<RunAction, string>> = {
	pause: "pause",
	resume: "resume",
	cancel: "cancel",
	retryFailed: "failed",
	skipFailed: "failed",
	openReport: "report",
	delete: "delete",
};

export interface ShownRun {
	readonly runId: string;
	readonly facts: Pick<RunFacts, "jobName" | "createdAt" | "items" | "run">;
	readonly snapshot: Snapshot;
	readonly live: boolean;
}

/** @param now wall clock, ms since the epoch */
export function runRow(run: ShownRun, now: number): RunRow {
	const { snapshot, facts } = run;
	const actions = runActions(run);
	const allowed = (Object.keys(actions) as RunAction[]).filter((action) => actions[action]);
	return {
		label: oneLine(facts.jobName),
		description: description(run, now),
		tooltip: tooltip(run),
		icon: icons[snapshot.state],
		context: [...new Set(["run", ...allowed.map((action) => contextWords[action])])].join(" "),
	};
}

function description({ snapshot, live, facts }: ShownRun, now: number): string {
	const { state, counts, itemsPerSecond } = snapshot;
	const settled = formatCountOf(settledCount(counts), "item");
	const failed = counts.failed > 0 ? `${formatCount(counts.failed)} failed` : "";
	const share = shareDone(snapshot);
	const progress = share === undefined ? settled : formatPercent(share);
	const parts = isActive(state)
		? [
				state === "running" ? progress : `${stateText[state].toLowerCase()} at ${progress}`,
				live && state === "running" ? formatRate(itemsPerSecond) : "",
				failed,
				oneLine(leftText(snapshot)),
				live ? "" : "in another window",
			]
		: [
				state === "completed" || state === "completedWithFailures"
					? settled
					: `${stateText[state].toLowerCase()} at ${progress}`,
				failed,
				startText(facts.createdAt, now),
			];
	return parts.filter((part) => part !== "").join(" · ");
}

function tooltip({ runId, facts, snapshot }: ShownRun): string {
	const { state, reason, counts } = snapshot;
	return [
		oneLine(facts.jobName),
		reason === undefined ? stateText[state] : `${stateText[state]}: ${oneLine(reason)}`,
		"",
		`${formatCount(counts.succeeded)} succeeded, ${formatCount(counts.failed)} failed, ${formatCount(counts.skipped)} skipped, ${formatCount(counts.interrupted)} in doubt, ${formatCount(counts.retries)} retries`,
		oneLine(facts.items),
		oneLine(facts.run),
		`Run ${runId}, started ${new Date(facts.createdAt).toLocaleString()}`,
	].join("\n");
}

/** `14:05` today, `Nov 23` before. */
function startText(createdAt: number, now: number): string {
	const start = new Date(createdAt);
	const isToday = start.toDateString() === new Date(now).toDateString();
	return isToday ? formatTimeOfDay(createdAt) : `${months[start.getMonth()]} ${start.getDate()}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

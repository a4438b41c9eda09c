import { formatCount, formatCountOf, formatEta, formatPercent, formatRate, formatWait } from "../../base/format.ts";
import { type Counts, settledCount } from "../../engine/model/counts.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import { alertLabel } from "../../wording/alertText.ts";
import { shareDone } from "../../wording/progressText.ts";
import { notDoneTexts } from "../../wording/resultText.ts";
import { oneLine, shortened, withoutIcons } from "../texts/plainText.ts";

/** The status bar is small; names of jobs may be long. */
const maxNameLength = 24;

export interface StatusText {
	/** With icons: `$(sync~spin) Posts 42% · 118/s · 3 failed · 2 min left`. */
	readonly text: string;
	/** The same for a screen reader. */
	readonly spoken: string;
	readonly color: "warning" | "error" | undefined;
}

/** @param runs running or paused; at least one */
export function statusOfRuns(runs: readonly Snapshot[]): StatusText {
	const running = runs.filter(({ state }) => state === "running" || state === "queued");
	const icon = running.length > 0 ? "$(sync~spin)" : "$(debug-pause)";
	const share = shareOfAll(runs);
	const [only] = runs;
	const name = runs.length === 1 && only ? only.jobName : formatCountOf(runs.length, "run");
	const progress = share === undefined ? formatCountOf(sum(runs, settledOf), "item") : formatPercent(share);
	const figures =
		running.length > 0
			? figuresOf(running, notDoneTexts(notDoneOf(runs)))
			: ["paused", ...notDoneTexts(notDoneOf(runs))];
	const alerts = alertsText(runs);
	const head = `${shortened(oneLine(name), maxNameLength)} ${progress}`;
	return worded(icon, head, [...alerts, ...figures], alerts.length > 0 ? "warning" : undefined);
}

/** A run that has ended: `$(pass) Posts done · 200 items`, `$(warning) Posts done · 3 of 200 failed`. */
export function statusOfEnd(snapshot: Snapshot): StatusText {
	const { state, counts, jobName } = snapshot;
	const name = shortened(oneLine(jobName), maxNameLength);
	const settled = settledCount(counts);
	const of = (count: number, what: string) =>
		count > 0 ? [`${formatCount(count)} of ${formatCount(settled)} ${what}`] : [];
	const failed = [...of(counts.failed, "failed"), ...of(counts.rejected, "rejected")];
	switch (state) {
		case "completed":
			return worded("$(pass)", `${name} done`, [formatCountOf(settled, "item")], undefined);
		case "completedWithFailures":
			return worded("$(warning)", `${name} done`, failed, "warning");
		case "cancelled":
			return worded("$(circle-slash)", `${name} cancelled`, failed, undefined);
		case "halted":
			return worded("$(error)", `${name} halted`, failed, "error");
		case "interrupted":
			return worded("$(debug-disconnect)", `${name} interrupted`, failed, "warning");
		case "queued":
		case "running":
		case "paused":
			return statusOfRuns([snapshot]);
	}
}

function worded(icon: string, head: string, figures: readonly string[], color: StatusText["color"]): StatusText {
	const plain = [head, ...figures];
	return { text: `${icon} ${withoutIcons(plain.join(" · "))}`, spoken: `Batch: ${plain.join(", ")}`, color };
}

function figuresOf(running: readonly Snapshot[], notDone: readonly string[]): readonly string[] {
	const blockedOn = running.find((run) => run.blockedOn)?.blockedOn;
	const etas = running.map(({ etaMs }) => etaMs);
	// All are done when the last one is; if one has no estimate, there is none for all.
	const etaMs = etas.includes(undefined) ? undefined : Math.max(...etas.map((eta) => eta ?? 0));
	// Of a run in another process only what is on disk is known.
	const isOurs = running.some(({ concurrency }) => concurrency > 0);
	return [
		...(isOurs ? [formatRate(sum(running, ({ itemsPerSecond }) => itemsPerSecond))] : []),
		...notDone,
		...(blockedOn ? [formatWait(shortened(oneLine(blockedOn.upstream), maxNameLength), blockedOn.nextTryMs)] : []),
		...(blockedOn || etaMs === undefined ? [] : [`${formatEta(etaMs)} left`]),
	];
}

/** The alerts of a single run; of several runs only how many there are. */
function alertsText(runs: readonly Snapshot[]): readonly string[] {
	const alerts = runs.flatMap((run) => run.alerts);
	if (runs.length === 1 || alerts.length === 0) return alerts.map(alertLabel);
	return [formatCountOf(alerts.length, "alert")];
}

/** Runs are weighted by their items. */
function shareOfAll(runs: readonly Snapshot[]): number | undefined {
	const [only] = runs;
	if (runs.length === 1 && only) return shareDone(only);
	if (runs.some((run) => shareDone(run) === undefined)) return undefined;
	const total = sum(runs, (run) => run.total?.count ?? 0);
	if (total === 0) return undefined;
	const allExact = runs.every((run) => run.total?.exact);
	return Math.min(allExact ? 1 : 0.999, sum(runs, settledOf) / total);
}

function settledOf({ counts }: Snapshot): number {
	return settledCount(counts);
}

function notDoneOf(runs: readonly Snapshot[]): Pick<Counts, "failed" | "rejected"> {
	return { failed: sum(runs, ({ counts }) => counts.failed), rejected: sum(runs, ({ counts }) => counts.rejected) };
}

function sum(runs: readonly Snapshot[], figure: (run: Snapshot) => number): number {
	return runs.reduce((total, run) => total + figure(run), 0);
}

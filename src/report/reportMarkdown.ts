import { formatCount, formatCountOf, formatDuration, formatPercent, formatRate, formatShort } from "../base/format.ts";
import { settledCount } from "../engine/model/counts.ts";
import type { FailedOutcome } from "../engine/model/outcome.ts";
import type { ErrorGroup, FailedItem } from "../engine/model/ports.ts";
import type { RunInfo } from "../store/database/run/runInfo.ts";
import type { RunStatus } from "../store/runReader.ts";
import { sameKeysText } from "../wording/sameKeysText.ts";
import { stateText } from "../wording/stateText.ts";
import { locationText } from "./locationText.ts";
import { ownWords } from "./ownWords.ts";
import { markdownTable, plainMarkdown } from "./plainMarkdown.ts";
import { summaryTables } from "./summary/summaryText.ts";
import type { AttemptMsJson, SummaryJson } from "./summaryJson.ts";

export interface ReportContent {
	readonly info: RunInfo;
	readonly status: RunStatus;
	readonly summary: SummaryJson;
	/** Largest first. */
	readonly groups: readonly ErrorGroup[];
	/** The first items of each outcome that somebody has to look at. */
	readonly listed: Readonly<Record<ListedOutcome, readonly FailedItem[]>>;
	/** Name of the chart's file beside the report; undefined where there is none. */
	readonly chart: string | undefined;
}

/** Items skipped on purpose are only counted. */
type ListedOutcome = Exclude<FailedOutcome, "skipped">;

const listTitles: Readonly<Record<ListedOutcome, string>> = {
	failed: "Failed items",
	rejected: "Rejected items",
	interrupted: "Items in doubt",
};

/** Error groups that a report lists. */
const maxGroups = 50;

/** The report of a run for the user. */
export function reportMarkdown(content: ReportContent): string {
	const { info, status, chart } = content;
	const reason = status.reason === undefined ? "" : `: ${plainMarkdown(status.reason)}`;
	const parts = [
		`# ${plainMarkdown(info.jobName)}`,
		`**${stateText[status.state]}**${reason}`,
		countsTable(content),
		factsTable(content),
		...(chart === undefined ? [] : ["## Throughput", `![Items per second over the time of the run](${chart})`]),
		...summaryParts(content),
		...errorParts(content),
		...itemParts(content, "failed"),
		...itemParts(content, "rejected"),
		...itemParts(content, "interrupted"),
	];
	return `${parts.join("\n\n")}\n`;
}

function countsTable({ summary }: ReportContent): string {
	const { total, succeeded, failed, skipped, rejected, interrupted, retries, successRate } = summary;
	const { itemsPerSecond, durationMs } = summary;
	const rejections = rejected > 0 ? [rejected] : [];
	const doubts = interrupted > 0 ? [interrupted] : [];
	const counts = [succeeded, failed, ...rejections, skipped - rejected, ...doubts, retries].map(formatCount);
	const cells = [total === null ? "" : formatCount(total), ...counts, formatPercent(successRate)];
	return markdownTable(
		[
			"Items:",
			"Succeeded:",
			"Failed:",
			...rejections.map(() => "Rejected:"),
			"Skipped:",
			...doubts.map(() => "In doubt:"),
			"Retries:",
			"Success:",
			"Rate:",
			"Time:",
		],
		[[...cells, formatRate(itemsPerSecond), formatDuration(durationMs)]],
	);
}

function factsTable({ info, status, summary: { attemptMs, sameKeys, outputs } }: ReportContent): string {
	const sameKeysLine = sameKeysText(sameKeys);
	const { items, notes, run, limit, parent, jobFile, runId, createdAt } = info;
	const rows: (readonly [string, string])[] = [
		["Items", plainMarkdown(items)],
		...notes.map((note) => ["", plainMarkdown(note)] as const),
		["What ran", plainMarkdown(run)],
		...(limit === undefined ? [] : [["Limit", formatCountOf(limit, "item")] as const]),
		...(jobFile === undefined ? [] : [["Job file", plainMarkdown(jobFile)] as const]),
		["Run", plainMarkdown(runId)],
		...(parent === undefined ? [] : [["Retries failed items of run", plainMarkdown(parent)] as const]),
		...(attemptMs === null ? [] : [["Attempts took", attemptText(attemptMs)] as const]),
		...(sameKeysLine === undefined ? [] : [["Keys", sameKeysLine] as const]),
		...(settledCount(status.counts) === 0 ? [] : [["Results", resultsText(runId, outputs)] as const]),
		["Started", dateText(createdAt)],
		["As of", dateText(status.updatedAt)],
	];
	return markdownTable(["", ""], rows);
}

/** How to see them, item by item: where the job has written them, and how to get them whatever it writes. */
function resultsText(runId: string, outputs: readonly string[]): string {
	const written = outputs.length === 0 ? "" : `${outputs.map(plainMarkdown).join(", ")}; `;
	return `${written}\`batchline results ${runId}\`, or *Open Results…* in VS Code`;
}

/** `half of them up to 120 ms, 95 % up to 340 ms, 99 % up to 1.2 s` */
function attemptText({ p50, p95, p99 }: AttemptMsJson): string {
	const [half, most, nearlyAll] = [p50, p95, p99].map(formatShort);
	return `half of them up to ${half}, 95 % up to ${most}, 99 % up to ${nearlyAll}`;
}

function summaryParts({ summary: { summary } }: ReportContent): readonly string[] {
	const tables = summary ? summaryTables(summary) : [];
	if (tables.length === 0) return [];
	const parts = tables.flatMap(({ title, rows, more }) => [
		`### ${plainMarkdown(title)}`,
		...(rows.length === 0
			? []
			: [
					markdownTable(
						["Value", "Count:"],
						rows.map((row) => row.map(plainMarkdown)),
					),
				]),
		...(more === undefined ? [] : [more]),
	]);
	return ["## Summary", ...parts];
}

function errorParts({ groups }: ReportContent): readonly string[] {
	if (groups.length === 0) return [];
	const rows = groups
		.slice(0, maxGroups)
		.map(({ count, outcome, category, message }) => [formatCount(count), outcome, category, plainMarkdown(message)]);
	const more =
		groups.length > maxGroups ? [`And ${formatCountOf(groups.length - maxGroups, "other kind")} of error.`] : [];
	return ["## Errors", markdownTable(["Count:", "Outcome", "Category", "For example"], rows), ...more];
}

function itemParts({ info, status, listed }: ReportContent, outcome: ListedOutcome): readonly string[] {
	const items = listed[outcome];
	if (items.length === 0) return [];
	const all = status.counts[outcome];
	const rows = items.map(({ item, failure, attempts }) => [
		formatCount(item.index),
		plainMarkdown(item.key),
		plainMarkdown(locationText(item.location, info.baseFolder)),
		plainMarkdown(failure.message),
		plainMarkdown(ownWords(failure, info.baseFolder).join("\n")),
		formatCount(attempts),
	]);
	return [
		`## ${listTitles[outcome]}`,
		...(items.length >= all ? [] : [`The first ${formatCount(items.length)} of ${formatCount(all)}.`]),
		markdownTable(["Index:", "Key", "Where", "Error", "In its own words", "Attempts:"], rows),
	];
}

function dateText(ms: number): string {
	return `${new Date(ms).toISOString().replace("T", " ").slice(0, 19)} UTC`;
}

import { formatCount, formatCountOf, formatDuration, formatRate } from "../../base/format.ts";
import { settledCount } from "../../engine/model/counts.ts";
import type { ErrorGroup } from "../../engine/model/ports.ts";
import { readRunSummary } from "../../report/summary/runSummary.ts";
import { summaryTables } from "../../report/summary/summaryText.ts";
import type { RunReader, RunStatus } from "../../store/runReader.ts";
import { resultText } from "../../wording/resultText.ts";
import { sameKeysText } from "../../wording/sameKeysText.ts";
import { statePredicate } from "../../wording/stateText.ts";
import { cutToWidth } from "../terminal/displayWidth.ts";
import { printable } from "../terminal/printable.ts";

/** Kinds of errors that are listed; the report has the others. */
const maxGroups = 5;

/**
 * How a run stands, and why items failed or were skipped:
 * `Posts is done: 197 of 200 items succeeded, 3 failed, in 12 s (17/s).`
 */
export function runText(reader: RunReader, columns: number): readonly string[] {
	const status = reader.status();
	const { state, reason, counts, activeMs } = status;
	const name = printable(reader.info.jobName);
	const why = reason === undefined ? "" : ` ${printable(reason)}`;
	const rate = activeMs > 0 ? ` (${formatRate((settledCount(counts) / activeMs) * 1_000)})` : "";
	const time = state === "queued" ? "" : `, in ${formatDuration(activeMs)}${rate}`;
	const retriesText = counts.retries > 0 ? `, ${formatCountOf(counts.retries, "retry", "retries")}` : "";
	const headline = `${name} ${statePredicate[state]}: ${resultText(counts)}${retriesText}${time}${leftText(status)}.${why}`;
	const sameKeys = sameKeysText(status.sameKeys);
	return [
		headline,
		...(sameKeys === undefined ? [] : [sameKeys]),
		...groupLines(reader.groups(), columns),
		...summaryLines(reader, columns),
	];
}

/** `  1,200  en` */
function summaryLines({ folder }: RunReader, columns: number): readonly string[] {
	const summary = readRunSummary(folder);
	return (summary ? summaryTables(summary) : []).flatMap(({ title, rows, more }) => {
		const width = Math.max(0, ...rows.map(([, count]) => count.length));
		const lines = [
			`${title}:`,
			...rows.map(([name, count]) => `  ${count.padStart(width)}  ${name}`),
			...(more === undefined ? [] : [`  ${more}`]),
		];
		return ["", ...lines.map((line) => cutToWidth(printable(line), columns - 1))];
	});
}

function leftText({ total, counts }: RunStatus): string {
	const left = total === undefined ? 0 : total - settledCount(counts);
	return left > 0 ? `; ${formatCount(left)} to go` : "";
}

/** `     3  failed   HTTP 503 Service Unavailable` */
function groupLines(groups: readonly ErrorGroup[], columns: number): readonly string[] {
	if (groups.length === 0) return [];
	const shown = groups.slice(0, maxGroups);
	const width = Math.max(...shown.map(({ count }) => formatCount(count).length));
	const outcomeWidth = Math.max(...shown.map(({ outcome }) => outcome.length));
	const lines = shown.map(({ count, outcome, message }) =>
		cutToWidth(
			`  ${formatCount(count).padStart(width)} ${outcome.padEnd(outcomeWidth)}  ${printable(message)}`,
			columns - 1,
		),
	);
	const more = groups.length - shown.length;
	return ["", ...lines, ...(more > 0 ? [`  and ${formatCountOf(more, "other kind")} of error`] : [])];
}

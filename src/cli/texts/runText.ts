import { formatCount, formatCountOf, formatDuration, formatRate } from "../../base/format.ts";
import { type Counts, settledCount } from "../../engine/model/counts.ts";
import type { ErrorGroup } from "../../engine/model/ports.ts";
import type { RunState } from "../../engine/model/runState.ts";
import type { RunReader, RunStatus } from "../../store/runReader.ts";
import { cutToWidth } from "../terminal/displayWidth.ts";
import { printable } from "../terminal/printable.ts";

/** Kinds of errors that are told; the report has the others. */
const mostGroups = 5;

const stateWords: Readonly<Record<RunState, string>> = {
	queued: "has not begun",
	running: "is running",
	paused: "is paused",
	completed: "is done",
	completedWithFailures: "is done",
	halted: "was halted",
	cancelled: "was stopped",
	interrupted: "was interrupted",
};

/**
 * How a run stands, and why items failed or were skipped:
 * `Posts is done: 197 of 200 items succeeded, 3 failed, in 12 s (17/s).`
 */
export function runText(reader: RunReader, columns: number): readonly string[] {
	const status = reader.status();
	const { state, reason, counts, activeMs } = status;
	const name = printable(reader.facts.jobName);
	const why = reason === undefined ? "" : ` ${printable(reason)}`;
	const rate = activeMs > 0 ? ` (${formatRate((settledCount(counts) / activeMs) * 1_000)})` : "";
	const time = state === "queued" ? "" : `, in ${formatDuration(activeMs)}${rate}`;
	const headline = `${name} ${stateWords[state]}: ${resultText(counts)}${time}${leftText(status)}.${why}`;
	return [headline, ...groupLines(reader.groups(), columns)];
}

function resultText(counts: Counts): string {
	const { succeeded, failed, skipped, interrupted, retries } = counts;
	const settled = settledCount(counts);
	if (settled === 0) return "no item has an outcome";
	const all =
		succeeded === settled
			? formatCountOf(settled, "item")
			: `${formatCount(succeeded)} of ${formatCountOf(settled, "item")}`;
	return [
		`${all} succeeded`,
		...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
		...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
		...(interrupted > 0 ? [`${formatCount(interrupted)} in doubt`] : []),
		...(retries > 0 ? [`${formatCountOf(retries, "retry", "retries")}`] : []),
	].join(", ");
}

function leftText({ total, counts }: RunStatus): string {
	const left = total === undefined ? 0 : total - settledCount(counts);
	return left > 0 ? `; ${formatCount(left)} to go` : "";
}

/** `     3  failed   HTTP 503 Service Unavailable` */
function groupLines(groups: readonly ErrorGroup[], columns: number): readonly string[] {
	if (groups.length === 0) return [];
	const shown = groups.slice(0, mostGroups);
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

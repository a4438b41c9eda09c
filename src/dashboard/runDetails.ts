import { formatCount, formatDuration, formatEta, formatRate, formatShort } from "../base/format.ts";
import { settledCount } from "../engine/model/counts.ts";
import type { Snapshot } from "../engine/model/snapshot.ts";
import type { Tuned } from "../engine/model/tuning.ts";
import { longAttemptText } from "../wording/progressText.ts";
import { element, setText } from "./element.ts";
import { laneTimeText } from "./laneTimeText.ts";
import type { Part, View } from "./view.ts";

interface Detail {
	readonly term: string;
	/** The term while the run is not running, if it differs. */
	readonly termAtRest?: string;
	/** The class that gives its mark a color. */
	readonly mark?: string;
	readonly explanation: string;
	/** Whether it needs more room than a number. */
	readonly isLong?: boolean;
	/** Undefined if the detail does not apply to the run. */
	text(snapshot: Snapshot): string | undefined;
}

/** Shown instead of an unknown value. */
const none = "–";

const details: readonly Detail[] = [
	{
		term: "Succeeded",
		mark: "succeeded",
		explanation: "Items that are done",
		text: ({ counts }) => formatCount(counts.succeeded),
	},
	{
		term: "Failed",
		mark: "failed",
		explanation: "Items that failed for good, after all their attempts",
		text: ({ counts }) => formatCount(counts.failed),
	},
	{
		term: "Rejected",
		mark: "rejected",
		explanation: "Items that were left out because of an error that no further attempt would change, such as a 404",
		text: ({ counts }) => formatCount(counts.rejected),
	},
	{
		term: "Skipped",
		mark: "skipped",
		explanation: "Items that were left out on purpose: by the operation, or by you",
		text: ({ counts }) => formatCount(counts.skipped),
	},
	{
		term: "Retries",
		explanation: "Attempts beyond each item's first",
		text: ({ counts }) => formatCount(counts.retries),
	},
	{
		term: "Waiting",
		explanation: "Items that wait for their next attempt",
		text: ({ waiting }) => formatCount(waiting),
	},
	{
		term: "Longest",
		explanation:
			"The item whose attempt has been under way for the longest time; it may hang, as the job has no timeout",
		isLong: true,
		text: (snapshot) => longAttemptText(snapshot) || undefined,
	},
	{
		term: "Rate",
		termAtRest: "Average rate",
		explanation: "Items a second: over the last seconds while it runs, over its whole running time afterwards",
		text: ({ state, itemsPerSecond, counts, activeMs }) => {
			if (state === "running") return formatRate(itemsPerSecond);
			return activeMs === 0 ? none : formatRate((settledCount(counts) / activeMs) * 1000);
		},
	},
	{
		term: "Time left",
		explanation: "Estimated from the rate so far: near the end from the last seconds, earlier from a longer time",
		text: ({ state, etaMs }) => (state === "running" && etaMs !== undefined ? formatEta(etaMs) : none),
	},
	{
		term: "Elapsed",
		explanation: "Time spent running, without pauses",
		text: ({ activeMs }) => formatDuration(activeMs),
	},
	{
		term: "In flight",
		explanation: "Attempts under way",
		text: ({ inFlight }) => formatCount(inFlight),
	},
	{
		term: "Concurrency",
		explanation: "Attempts (or batches) that may be under way at once",
		// Unknown (0) for a run that was only read from disk.
		text: ({ concurrency, tuning }) =>
			tuning.concurrency ? tunedText(tuning.concurrency) : concurrency === 0 ? none : formatCount(concurrency),
	},
	{
		term: "Batch size",
		explanation: "Items that are handed on together, if the job leaves the number open",
		text: ({ tuning }) => tuning.batchSize && tunedText(tuning.batchSize),
	},
	{
		term: "Attempt p50 / p95 / p99",
		isLong: true,
		explanation:
			"How long attempts take, without waiting: 50%, 95% and 99% of them take at most this long. Over the last seconds while it runs, over all attempts afterwards",
		text: ({ durations }) =>
			durations && [durations.p50Ms, durations.p95Ms, durations.p99Ms].map(formatShort).join(" / "),
	},
	{
		term: "Time at work",
		isLong: true,
		explanation:
			"How much of its concurrency the run uses, and what the rest waits for. If most of it waits, a higher concurrency does not make the run faster",
		text: ({ laneTime }) => laneTime && laneTimeText(laneTime),
	},
];

/** `12 (auto: no queue: 8 → 12)` */
function tunedText({ value, why }: Tuned): string {
	return `${formatCount(value)} (auto${why === undefined ? "" : `: ${why}`})`;
}

/** The run in numbers. */
export class RunDetails implements Part {
	readonly root = element("dl", { class: "details" });
	readonly #cells = details.map(({ term, mark, explanation, isLong }) => {
		const value = element("dd");
		const name = element("dt", mark === undefined ? {} : { class: `mark ${mark}` }, term);
		const root = element("div", { class: isLong ? "fact long" : "fact", title: explanation }, name, value);
		this.root.append(root);
		return { root, name, value };
	});

	show({ run: { snapshot } }: View): void {
		for (const [i, { term, termAtRest, text }] of details.entries()) {
			const cell = this.#cells[i];
			if (cell === undefined) continue;
			setText(cell.name, snapshot.state === "running" ? term : (termAtRest ?? term));
			const found = text(snapshot);
			cell.root.hidden = found === undefined;
			setText(cell.value, found ?? none);
		}
	}
}

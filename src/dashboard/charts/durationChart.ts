import { formatShort } from "../../base/format.ts";
import { TimeChart, tickStepsS } from "./timeChart.ts";

/** From 0.01 ms to 5 s in steps of 1, 2, 5; after that, steps that read as times. */
const tickStepsMs = [
	...Array.from({ length: 6 }, (_, i) => [1, 2, 5].map((step) => step * 10 ** (i - 2))).flat(),
	...tickStepsS.map((seconds) => seconds * 1_000),
].filter((step, i, all) => step > (all[i - 1] ?? 0));

/** How long attempts took, over the run's running time. */
export function durationChart(): TimeChart {
	return new TimeChart({
		id: "durations",
		title: "Duration of attempts",
		lines: [
			{ name: "p50", color: "p50", column: "p50Ms" },
			{ name: "p95", color: "p95", column: "p95Ms" },
			{ name: "p99", color: "p99", column: "p99Ms" },
		],
		minTop: 0.05,
		tickSteps: tickStepsMs,
		format: formatShort,
		formatTick: (ms) => (ms === 0 ? "0" : formatTick(ms)),
		label: (highest) =>
			`How long attempts took over time, 50, 95 and 99 percent of them; highest ${formatShort(highest)}.`,
	});
}

/** Ticks are at round values: `5 ms`, `2 s`. */
function formatTick(ms: number): string {
	if (ms < 1_000) return `${Number(ms.toPrecision(3))} ms`;
	return ms < 60_000 ? `${Number((ms / 1_000).toPrecision(3))} s` : formatShort(ms);
}

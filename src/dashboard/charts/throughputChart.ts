import { formatCompact, formatRate } from "../../base/format.ts";
import { TimeChart } from "./timeChart.ts";

/** From 0.1 to 5 billion in steps of 1, 2, 5: a tick at 2.5 would be rounded. */
const tickSteps = Array.from({ length: 11 }, (_, i) => [1, 2, 5].map((step) => step * 10 ** (i - 1))).flat();

/** Items and failures a second, over the run's running time. */
export function throughputChart(): TimeChart {
	return new TimeChart({
		id: "throughput",
		title: "Throughput",
		lines: [
			{ name: "Items", color: "items", column: "itemsPerSecond", fill: "itemsFill" },
			{ name: "Failed", color: "failed", column: "failedPerSecond" },
		],
		minTop: 1,
		tickSteps,
		format: formatRate,
		formatTick: formatCompact,
		label: (highest) => `Items a second over time; highest ${formatRate(highest)}.`,
	});
}

import "./validLanguage.ts";
import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";
import { formatCompact, formatDuration, formatRate } from "../base/format.ts";
import { type ChartColors, onThemeChange, readChartColors } from "./chartColors.ts";
import { element, setAttribute, setText } from "./element.ts";
import type { Throughput, ThroughputHistory } from "./throughputHistory.ts";
import type { Part, View } from "./view.ts";

const heightPx = 200;
/** A chart narrower than this many seconds would make a jump of every snapshot. */
const shortestSpanS = 10;
/** Steps between ticks that read as times, s. */
const tickStepsS: number[] = [
	1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800,
];
/** A tenth to a billion by 1, 2, 5: no ticks at 2.5, which would be rounded. */
const tickStepsPerSecond = Array.from({ length: 11 }, (_, i) => [1, 2, 5].map((step) => step * 10 ** (i - 1))).flat();

/** Items and failures a second over the time that the run was running. */
export class ThroughputChart implements Part {
	readonly root: HTMLElement;
	readonly #canvas = element("div", { class: "canvas", role: "img" });
	readonly #items = element("span", { class: "value" });
	readonly #failed = element("span", { class: "value" });
	readonly #moment = element("span", { class: "moment" });
	#plot: uPlot | undefined;
	#colors: ChartColors | undefined;
	#throughput: Throughput = { seconds: [], itemsPerSecond: [], failedPerSecond: [] };
	#history: ThroughputHistory | undefined;
	#highest = 0;
	#version = -1;

	constructor() {
		const legend = element(
			"p",
			{ class: "legend", "aria-hidden": "true" },
			this.#moment,
			element("span", { class: "mark items" }, "Items ", this.#items),
			element("span", { class: "mark failed" }, "Failed ", this.#failed),
		);
		const heading = element("h2", { id: "throughput" }, "Throughput");
		const head = element("div", { class: "head" }, heading, legend);
		this.root = element("section", { "aria-labelledby": "throughput" }, head, this.#canvas);
		new ResizeObserver(() => this.#plot?.setSize({ width: this.#width, height: heightPx })).observe(this.#canvas);
		onThemeChange(() => {
			this.#colors = readChartColors();
			this.#plot?.redraw(false, true);
		});
	}

	show({ history }: View): void {
		if (history === this.#history && history.version === this.#version) return;
		this.#history = history;
		this.#version = history.version;
		this.#throughput = history.throughput();
		const { seconds, itemsPerSecond, failedPerSecond } = this.#throughput;
		this.#highest = itemsPerSecond.reduce<number>((most, rate) => Math.max(most, rate ?? 0), 0);
		const data = [seconds, itemsPerSecond, failedPerSecond] as unknown as uPlot.AlignedData;
		this.#plot ??= this.#makePlot();
		this.#plot.setData(data);
		this.#showLegend();
		setAttribute(this.#canvas, "aria-label", `Items a second over time; highest ${formatRate(this.#highest)}.`);
	}

	get #width(): number {
		return this.#canvas.clientWidth;
	}

	/** The values under the pointer, or else the newest. */
	#showLegend(): void {
		const hovered = this.#plot?.cursor.idx;
		const { seconds, itemsPerSecond, failedPerSecond } = this.#throughput;
		const at = hovered ?? seconds.length - 1;
		setText(this.#items, formatRate(itemsPerSecond[at] ?? 0));
		setText(this.#failed, formatRate(failedPerSecond[at] ?? 0));
		setText(this.#moment, hovered == null ? "" : `at ${formatDuration((seconds[at] ?? 0) * 1000)}`);
	}

	#makePlot(): uPlot {
		this.#colors = readChartColors();
		const color = (name: keyof ChartColors) => () => this.#colors?.[name] ?? "";
		const axis: uPlot.Axis = {
			stroke: color("text"),
			font: this.#colors.font,
			grid: { stroke: color("grid"), width: 1 },
			ticks: { show: false },
		};
		return new uPlot(
			{
				width: this.#width,
				height: heightPx,
				padding: [8, 24, 0, 0],
				legend: { show: false },
				cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
				hooks: { setCursor: [() => this.#showLegend()] },
				scales: {
					x: { time: false, range: () => [0, Math.max(this.#throughput.seconds.at(-1) ?? 0, shortestSpanS)] },
					y: { range: () => [0, Math.max(1, this.#highest * 1.1)] },
				},
				axes: [
					{
						...axis,
						grid: { show: false },
						size: 28,
						gap: 8,
						space: 80,
						incrs: tickStepsS,
						values: (_, ticks) => ticks.map(tickText),
					},
					{
						...axis,
						size: 48,
						gap: 8,
						space: 40,
						incrs: tickStepsPerSecond,
						values: (_, ticks) => ticks.map(formatCompact),
					},
				],
				series: [
					{},
					{ stroke: color("items"), fill: color("itemsFill"), width: 1.5, points: { show: false } },
					{ stroke: color("failed"), width: 1.5, points: { show: false } },
				],
			},
			[[], [], []],
			this.#canvas,
		);
	}
}

/** Ticks stand on whole seconds; the tenths of short durations would only say so. */
function tickText(seconds: number): string {
	if (seconds === 0) return "0";
	return seconds < 10 ? `${seconds} s` : formatDuration(seconds * 1000);
}

import "../validLanguage.ts";
import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";
import { formatDuration } from "../../base/format.ts";
import { element, setAttribute, setText } from "../element.ts";
import type { Part, View } from "../view.ts";
import { type ChartColors, onThemeChange, readChartColors } from "./chartColors.ts";
import type { Throughput, ThroughputHistory } from "./throughputHistory.ts";

const heightPx = 200;
/** In a chart of fewer seconds than this, every snapshot would look like a jump. */
const minSpanS = 10;
/** Steps between ticks that read as times, s. */
export const tickStepsS: number[] = [
	1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800,
];

export type Column = Exclude<keyof Throughput, "seconds">;

export interface TimeChartOptions {
	readonly id: string;
	readonly title: string;
	readonly lines: readonly {
		readonly name: string;
		/** Also the class of the line's mark in the legend. */
		readonly color: Exclude<keyof ChartColors, "font" | "grid" | "text" | "itemsFill">;
		readonly column: Column;
		readonly fill?: "itemsFill";
	}[];
	/** The y axis ends at this value or above. */
	readonly minTop: number;
	/** Steps between ticks. */
	readonly tickSteps: number[];
	format(value: number): string;
	formatTick(value: number): string;
	/** The chart's text for screen readers. */
	label(highest: number): string;
}

/** Lines over the run's running time. */
export class TimeChart implements Part {
	readonly root: HTMLElement;
	readonly #options: TimeChartOptions;
	readonly #canvas = element("div", { class: "canvas", role: "img" });
	readonly #values: readonly HTMLElement[];
	readonly #moment = element("span", { class: "moment" });
	#plot: uPlot | undefined;
	#colors: ChartColors | undefined;
	#columns: Throughput | undefined;
	#history: ThroughputHistory | undefined;
	#highest = 0;
	#version = -1;

	constructor(options: TimeChartOptions) {
		const { id, title, lines } = options;
		this.#options = options;
		this.#values = lines.map(() => element("span", { class: "value" }));
		const names = lines.map(({ name, color }, at) =>
			element("span", { class: `mark ${color}` }, `${name} `, this.#values[at] ?? ""),
		);
		const legend = element("p", { class: "legend", "aria-hidden": "true" }, this.#moment, ...names);
		const head = element("div", { class: "head" }, element("h2", { id }, title), legend);
		this.root = element("section", { "aria-labelledby": id }, head, this.#canvas);
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
		const columns = history.throughput();
		this.#columns = columns;
		const { lines, label } = this.#options;
		const values = lines.map(({ column }) => columns[column]);
		this.#highest = values.flat().reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
		this.#plot ??= this.#makePlot();
		this.#plot.setData([columns.seconds, ...values] as unknown as uPlot.AlignedData);
		this.#showLegend();
		setAttribute(this.#canvas, "aria-label", label(this.#highest));
	}

	get #width(): number {
		return this.#canvas.clientWidth;
	}

	/** The values under the pointer, or else the newest. */
	#showLegend(): void {
		const columns = this.#columns;
		if (!columns) return;
		const hovered = this.#plot?.cursor.idx;
		const at = hovered ?? columns.seconds.length - 1;
		for (const [line, { column }] of this.#options.lines.entries()) {
			const value = this.#values[line];
			if (value) setText(value, this.#options.format(columns[column][at] ?? 0));
		}
		setText(this.#moment, hovered == null ? "" : `at ${formatDuration((columns.seconds[at] ?? 0) * 1000)}`);
	}

	#makePlot(): uPlot {
		this.#colors = readChartColors();
		const color = (name: keyof ChartColors) => () => this.#colors?.[name] ?? "";
		const { lines, minTop, tickSteps, formatTick } = this.#options;
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
					x: { time: false, range: () => [0, Math.max(this.#columns?.seconds.at(-1) ?? 0, minSpanS)] },
					y: { range: () => [0, Math.max(minTop, this.#highest * 1.1)] },
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
					{ ...axis, size: 48, gap: 8, space: 40, incrs: tickSteps, values: (_, ticks) => ticks.map(formatTick) },
				],
				series: [
					{},
					...lines.map(({ color: name, fill }) => ({
						stroke: color(name),
						...(fill ? { fill: color(fill) } : {}),
						width: 1.5,
						points: { show: false },
					})),
				],
			},
			[[], ...lines.map(() => [])],
			this.#canvas,
		);
	}
}

/** Ticks are at whole seconds, so the tenths of `formatDuration` would only be noise. */
function tickText(seconds: number): string {
	if (seconds === 0) return "0";
	return seconds < 10 ? `${seconds} s` : formatDuration(seconds * 1000);
}

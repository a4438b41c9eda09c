import { formatCompact, formatDuration } from "../base/format.ts";
import type { Sample } from "../engine/model/ports.ts";
import { axisTo, timeAxisTo } from "./axis.ts";

/** Of the chart, px. */
const width = 720;
/** Of the chart, px. */
const height = 240;
/** Margin, px: room for the rates. */
const left = 52;
/** Margin, px: room for half of the last time. */
const right = 16;
/** Margin, px: room for the title. */
const top = 28;
/** Margin, px: room for the times. */
const bottom = 30;
/** A gap this many times the usual one means that the run was not running. */
const pauseFactor = 3;

/** Items per second over the time that the run was running; undefined where there is too little for a line. */
export function throughputSvg(samples: readonly Sample[]): string | undefined {
	if (samples.length < 2) return undefined;
	const times = runningTimes(samples);
	const endMs = Math.max(1, times.at(-1) ?? 0);
	const rates = axisTo(Math.max(...samples.map(({ itemsPerSecond }) => itemsPerSecond)), 4);
	const x = (ms: number) => tenth(left + (ms / endMs) * (width - left - right));
	const y = (rate: number) => tenth(height - bottom - (rate / rates.top) * (height - top - bottom));
	const points = samples.map(({ itemsPerSecond }, at) => `${x(times[at] ?? 0)},${y(itemsPerSecond)}`);
	const base = y(0);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Items per second over the time of the run">
<style>
	text { font: 11px system-ui, sans-serif; fill: #57606a }
	.grid { stroke: #d0d7de; stroke-width: 1 }
	.line { stroke: #0969da; stroke-width: 1.75; fill: none; stroke-linejoin: round }
	.area { fill: #0969da; opacity: .13 }
	@media (prefers-color-scheme: dark) {
		text { fill: #9198a1 }
		.grid { stroke: #3d444d }
		.line { stroke: #4493f8 }
		.area { fill: #4493f8; opacity: .18 }
	}
</style>
<text x="${left}" y="14">items per second</text>
${rates.ticks
	.map(
		(rate) =>
			`<line class="grid" x1="${left}" x2="${width - right}" y1="${y(rate)}" y2="${y(rate)}"/><text x="${left - 8}" y="${y(rate) + 4}" text-anchor="end">${formatCompact(rate)}</text>`,
	)
	.join("\n")}
${timeAxisTo(endMs, 6)
	.map(
		(ms) => `<text x="${x(ms)}" y="${height - 10}" text-anchor="middle">${ms === 0 ? "0" : formatDuration(ms)}</text>`,
	)
	.join("\n")}
<polygon class="area" points="${left},${base} ${points.join(" ")} ${width - right},${base}"/>
<polyline class="line" points="${points.join(" ")}"/>
</svg>
`;
}

/** When each sample was taken, in ms of running: a run that was resumed the next day has no night in its chart. */
function runningTimes(samples: readonly Sample[]): readonly number[] {
	const gaps = samples.map(({ at }, number) => Math.max(0, at - (samples[number - 1]?.at ?? at)));
	const usual = [...gaps.slice(1)].sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)] ?? 0;
	let elapsed = 0;
	return gaps.map((gap) => {
		elapsed += gap > pauseFactor * usual ? usual : gap;
		return elapsed;
	});
}

function tenth(value: number): number {
	return Math.round(value * 10) / 10;
}

import { formatCompact, formatDuration } from "../../../../src/base/format.ts";
import { axisTo, timeAxisTo } from "../../../../src/report/axis.ts";

const width = 720;
const panelHeight = 170;
/** Room for the numbers of the grid. */
const left = 52;
const right = 16;
/** Room for the title. */
const top = 28;
const bottom = 14;
/** Room for the times below all panels. */
const footHeight = 24;

/** One figure over time. */
export interface Panel {
	readonly title: string;
	readonly points: readonly { readonly ms: number; readonly value: number }[];
	/** A limit stays until it changes; a rate is on its way to the next. */
	readonly isStepped: boolean;
	/** What the figure is compared with. */
	readonly reference: { readonly value: number; readonly label: string } | undefined;
}

/** Panels, one below the other, over the same time. */
export function plotSvg(label: string, panels: readonly Panel[], endMs: number): string {
	const height = panels.length * panelHeight + footHeight;
	const x = (ms: number) => tenth(left + (ms / endMs) * (width - left - right));
	const times = timeAxisTo(endMs, 6).map(
		(ms) => `<text x="${x(ms)}" y="${height - 8}" text-anchor="middle">${ms === 0 ? "0" : formatDuration(ms)}</text>`,
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
<style>
	text { font: 11px system-ui, sans-serif; fill: #57606a }
	.grid { stroke: #d0d7de; stroke-width: 1 }
	.line { stroke: #0969da; stroke-width: 1.75; fill: none; stroke-linejoin: round }
	.reference { stroke: #1a7f37; stroke-width: 1.25; stroke-dasharray: 5 4 }
	.referenceText { fill: #1a7f37 }
	@media (prefers-color-scheme: dark) {
		text { fill: #9198a1 }
		.grid { stroke: #3d444d }
		.line { stroke: #4493f8 }
		.reference { stroke: #3fb950 }
		.referenceText { fill: #3fb950 }
	}
</style>
${panels.map((panel, at) => panelSvg(panel, at * panelHeight, x)).join("\n")}
${times.join("\n")}
</svg>
`;
}

function panelSvg({ title, points, isStepped, reference }: Panel, from: number, x: (ms: number) => number): string {
	const axis = axisTo(Math.max(reference?.value ?? 0, ...points.map(({ value }) => value)), 4);
	const y = (value: number) => tenth(from + panelHeight - bottom - (value / axis.top) * (panelHeight - top - bottom));
	const line = points.map(({ ms, value }, at) => {
		const before = points[at - 1];
		const step = isStepped && before && before.value !== value ? `${x(ms)},${y(before.value)} ` : "";
		return `${step}${x(ms)},${y(value)}`;
	});
	const grid = axis.ticks.map(
		(tick) =>
			`<line class="grid" x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${formatCompact(tick)}</text>`,
	);
	return [
		`<text x="${left}" y="${from + 14}">${title}</text>`,
		...grid,
		...(reference ? [referenceSvg(reference, y(reference.value), from + 14)] : []),
		`<polyline class="line" points="${line.join(" ")}"/>`,
	].join("\n");
}

/** The label is in the title's line, where no curve can run through it. */
function referenceSvg({ label }: { readonly label: string }, y: number, titleY: number): string {
	return `<line class="reference" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text class="referenceText" x="${width - right}" y="${titleY}" text-anchor="end">- - ${label}</text>`;
}

function tenth(value: number): number {
	return Math.round(value * 10) / 10;
}

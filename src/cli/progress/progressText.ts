import { formatCount, formatEta, formatPercent, formatRate, formatWait } from "../../base/format.ts";
import { settledCount } from "../../engine/model/counts.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import { alertLabel } from "../../wording/alertText.ts";
import { longAttemptText, settledText, shareDone, slowedText } from "../../wording/progressText.ts";
import { notDoneTexts } from "../../wording/resultText.ts";
import { cutToWidth, displayWidth } from "../terminal/displayWidth.ts";
import { printable } from "../terminal/printable.ts";
import type { StyledText } from "../terminal/terminal.ts";

const maxNameLength = 24;
const barCells = { max: 24, min: 8 };
const gap = "  ";
const dot = " · ";

/** For a log: `Posts: 42%, 1,234 of 2,900 items, 118/s, 3 failed, 2 min left` */
export function progressLine(snapshot: Snapshot): string {
	const share = shareDone(snapshot);
	const figures = [
		...(share === undefined ? [] : [formatPercent(share)]),
		...figuresOf(snapshot).map(({ text }) => text),
	];
	return `${printable(snapshot.jobName)}: ${figures.join(", ")}`;
}

/**
 * For a terminal: `Posts  ██████████░░░░░░░░░░░░░░  42%  1,234 of 2,900 items · 118/s · 3 failed · 2 min left`.
 * Where it is too narrow, the bar goes first, then the name, then the last figures.
 */
export function progressBar(snapshot: Snapshot, columns: number): StyledText {
	const share = shareDone(snapshot);
	const percent = share === undefined ? [] : [{ text: `${formatPercent(share).padStart(4)}${gap}` }];
	const figures = figuresOf(snapshot).flatMap((fact, at) => (at === 0 ? [fact] : [{ text: dot }, fact]));
	// A line as wide as the terminal would leave the cursor on the next one.
	let left = columns - 1 - widthOf([...percent, ...figures]);
	const name = `${cutToWidth(printable(snapshot.jobName), maxNameLength)}${gap}`;
	const hasName = displayWidth(name) <= left;
	if (hasName) left -= displayWidth(name);
	const cells = Math.min(barCells.max, left - gap.length);
	const bar = share !== undefined && cells >= barCells.min ? barOf(share, cells) : [];
	return fitted([...(hasName ? [{ text: name }] : []), ...bar, ...percent, ...figures], columns - 1);
}

/** The most important first. */
function figuresOf(snapshot: Snapshot): StyledText {
	const { state, counts, total, itemsPerSecond, waiting, etaMs, blockedOn, slowedBy, alerts } = snapshot;
	const settled = settledCount(counts);
	return [
		{ text: settledText(snapshot) },
		...(state === "running" ? [{ text: formatRate(itemsPerSecond) }] : []),
		...(state === "paused" ? [{ text: "paused", style: "yellow" as const }] : []),
		...notDoneTexts(counts).map((text) => ({ text, style: "red" as const })),
		...alerts.map((alert) => ({ text: alertLabel(alert), style: "yellow" as const })),
		...(blockedOn
			? [{ text: formatWait(printable(blockedOn.upstream), blockedOn.nextTryMs), style: "yellow" as const }]
			: []),
		...(slowedBy && !blockedOn ? [{ text: printable(slowedText(slowedBy)), style: "yellow" as const }] : []),
		...(blockedOn || etaMs === undefined || settled === total?.count ? [] : [{ text: `${formatEta(etaMs)} left` }]),
		...(waiting > 0 ? [{ text: `${formatCount(waiting)} to be tried again` }] : []),
		...(snapshot.longAttempt ? [{ text: printable(longAttemptText(snapshot)), style: "yellow" as const }] : []),
	];
}

function barOf(share: number, cells: number): StyledText {
	const full = Math.floor(share * cells);
	return [{ text: "█".repeat(full), style: "cyan" }, { text: "░".repeat(cells - full), style: "dim" }, { text: gap }];
}

function fitted(line: StyledText, columns: number): StyledText {
	let left = columns;
	return line.map((piece) => {
		const text = cutToWidth(piece.text, Math.max(0, left));
		left -= displayWidth(text);
		return { ...piece, text };
	});
}

function widthOf(line: StyledText): number {
	return line.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

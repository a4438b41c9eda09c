import { isQuiet, machineText } from "./machine.ts";
import type { RowResult } from "./measureRow.ts";
import { notYet } from "./rows.ts";
import { markdownTable } from "./table.ts";
import { numberText, valueText } from "./valueText.ts";

export interface PageInfo {
	readonly results: readonly RowResult[];
	readonly rounds: number;
	readonly startedAt: Date;
	readonly loadBefore: number;
	readonly loadAfter: number;
	/** Of the peers, by name. */
	readonly versions: Readonly<Record<string, string>>;
}

/** docs/benchmarks.md */
export function page(info: PageInfo): string {
	return [
		"# Benchmarks",
		"Written by `npm run bench`, which installs what it measures against. Absolute figures are this machine's; what counts are the ratios, each the median over all rounds.",
		conditions(info),
		...goals(info.results),
		...info.results.flatMap(section),
		...(notYet.length > 0
			? ["## Not measured yet", notYet.map(({ title, because }) => `- ${title}: ${because}.`).join("\n")]
			: []),
	]
		.join("\n\n")
		.concat("\n");
}

function conditions({ rounds, startedAt, loadBefore, loadAfter, versions }: PageInfo): string {
	const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
	const loads = `load average ${loadBefore.toFixed(1)} at the start, ${loadAfter.toFixed(1)} at the end, the bench's own included`;
	const noise = isQuiet(loadBefore)
		? "."
		: ". **The machine was busy with other work**: absolute figures are too low, and ratios less exact than they look.";
	return [
		`- ${startedAt.toISOString().slice(0, 10)}, ${machineText()}`,
		`- Node ${process.versions.node}, SQLite ${process.versions.sqlite}, ${peers.join(", ")}`,
		`- Medians of ${rounds}; each variant in a process of its own, alternating between all variants of a row`,
		`- ${loads}${noise}`,
	].join("\n");
}

function goals(results: readonly RowResult[]): readonly string[] {
	const lines = results.flatMap(({ row, figure }) =>
		row.verdicts(figure).map(({ goal, measured, isMet }) => [row.title, goal, measured, isMet ? "yes" : "**no**"]),
	);
	return lines.length === 0 ? [] : ["## Goals", markdownTable(["work", "goal", "measured", "met"], lines)];
}

function section({ row, sizes, figure, skipped }: RowResult): readonly string[] {
	const lines = sizes.flatMap((size) =>
		row.variants.flatMap(({ name }) => {
			const found = figure(name, size);
			if (!found) return [];
			const memory = found.peakBytes === undefined ? "" : `${Math.round(found.peakBytes / 1e6)} MB`;
			const cpu = found.cpuMs === undefined ? "" : `${valueText(found.cpuMs, "ms")} ms`;
			const spread = `${valueText(found.min, row.unit)} to ${valueText(found.max, row.unit)}`;
			return [[numberText(size), name, valueText(found.value, row.unit), spread, cpu, memory]];
		}),
	);
	const table = markdownTable([row.sizeUnit, "", row.unit, "min to max", "processor time", "peak memory"], lines);
	const left = skipped.map((text) => `- Left out: ${text}`).join("\n");
	return [`## ${row.title}`, row.text, table, ...(left === "" ? [] : [left])];
}

import { SettingsError } from "../base/settingsError.ts";
import type { Total } from "../engine/model/ports.ts";
import { Axes, type AxesSettings, type Axis } from "./combining/axes.ts";
import { PairSource } from "./combining/pairSource.ts";
import { zippedSource } from "./combining/zippedSource.ts";
import { countOf } from "./reading/countOf.ts";
import { type OpenedSource, type SourceKind, sourceKind } from "./sourceKind.ts";

/** Every combination of fields, out of lists and sources of these kinds. */
export function matrixOf(kinds: readonly SourceKind[]) {
	const axes = new Axes(kinds);
	return sourceKind({
		name: "matrix",
		schema: axes.schema.describe(
			'Every combination of lists or sources, a field each: `{ "model": ["a", "b"], "test": { "csv": "tests.csv" } }`. The first varies slowest.',
		),
		describe: (settings) => `combinations of ${namesOf(settings)}`,
		readsOnce: (settings) => axes.readsOnce(settings),
		runsProgram: (settings) => axes.runsProgram(settings),
		async open(settings, context) {
			const opened = await axes.open(settings, context);
			const source = opened.map(({ source }) => source).reduceRight((others, source) => new PairSource(source, others));
			return described(source, opened, (total) => `${countOf(total, "combination")} of ${namesOf(settings)}`);
		},
	});
}

/** The items of several lists and sources side by side. */
export function zipOf(kinds: readonly SourceKind[]) {
	const axes = new Axes(kinds);
	return sourceKind({
		name: "zip",
		schema: axes.schema.describe(
			"Lists or sources side by side, a field each: the first of each, the second of each and so on. They must have as many.",
		),
		describe: (settings) => `items of ${namesOf(settings)} side by side`,
		readsOnce: (settings) => axes.readsOnce(settings),
		runsProgram: (settings) => axes.runsProgram(settings),
		async open(settings, context) {
			const opened = await axes.open(settings, context);
			const source = zippedSource(opened);
			return described(source, opened, (total) => `${countOf(total, "item")} of ${namesOf(settings)} side by side`);
		},
	});
}

function namesOf(settings: AxesSettings): string {
	return Object.keys(settings).join(", ");
}

function described(
	source: OpenedSource,
	axes: readonly Axis[],
	summarize: (total: Total | undefined) => string,
): OpenedSource {
	const empty = axes.find(({ source }) => {
		const total = source.total();
		return total?.exact && total.count === 0;
	});
	return Object.assign(source, {
		summary: summarize(source.total()),
		whyEmpty: empty && new SettingsError(`"${empty.name}" gives no items.`, { path: [empty.name] }),
	});
}

// `npm run plots`: draws what "auto" does with the simulated services, for docs/tuning.md
import { writeFileSync } from "node:fs";
import { type Cost, constantBatches } from "./batchServices.ts";
import { plotSvg } from "./plot.ts";
import { fixedSettings, scenarios, usualSigma } from "./scenarios.ts";
import { type Point, simulate, simulateBatches, throughput } from "./simulate.ts";

const seconds = 60;
const noise = { seed: 1, sigma: usualSigma };

for (const { name, title, service } of scenarios) {
	let best = { setting: 0, rate: 0 };
	for (const setting of fixedSettings) {
		const rate = throughput(await simulate((clock) => service(clock, noise), setting, 20), 5, 20);
		// The lowest of those that are as fast, as more would only queue or be refused.
		if (rate > best.rate * 1.01) best = { setting, rate };
	}
	const points = await simulate((clock) => service(clock, noise), "auto", seconds);
	const reference = { value: best.setting, label: `best of the fixed numbers: ${best.setting}` };
	draw({
		name,
		label: `${title}: concurrency and items per second`,
		points,
		figure: "concurrency",
		reference,
		rate: { value: best.rate, label: `with concurrency ${best.setting}: ${Math.round(best.rate)}` },
	});
}

const cost: Cost = { batchMs: 400, itemMs: 4 };
const batches = await simulateBatches(
	(clock) => constantBatches(clock, cost, { seed: 1, sigma: 0.1 }),
	4,
	"auto",
	seconds,
);
draw({
	name: "batches",
	label: "A batch costs 400 ms and 4 ms an item: batch size and items per second",
	points: batches,
	figure: "batchSize",
	reference: undefined,
	rate: { value: 4_000 / cost.itemMs, label: "what endless batches would give" },
});

type Reference = { readonly value: number; readonly label: string } | undefined;

interface Plot {
	/** Of the file: `auto-NAME.svg`. */
	readonly name: string;
	readonly label: string;
	readonly points: readonly Point[];
	readonly figure: "concurrency" | "batchSize";
	/** What the figure should come to. */
	readonly reference: Reference;
	/** What the items per second should come to. */
	readonly rate: Reference;
}

function draw({ name, label, points, figure, reference, rate }: Plot): void {
	const panels = [
		{
			title: figure === "concurrency" ? "concurrency" : "batch size",
			points: points.map((point) => ({ ms: point.ms, value: point[figure] })),
			isStepped: true,
			reference,
		},
		{
			title: "items per second",
			points: rates(points, figure === "concurrency" ? 1 : 6),
			isStepped: false,
			reference: rate,
		},
	];
	const file = `docs/auto-${name}.svg`;
	writeFileSync(file, plotSvg(label, panels, seconds * 1_000));
	console.log(file);
}

/** @param step each rate is the average over this time, s: batches end many items at once */
function rates(points: readonly Point[], step: number): readonly { readonly ms: number; readonly value: number }[] {
	return Array.from({ length: seconds / step }, (_, at) => ({
		ms: (at + 0.5) * step * 1_000,
		value: throughput(points, at * step, (at + 1) * step),
	}));
}

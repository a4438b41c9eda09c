import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Commit, noCounts } from "../../src/engine/index.ts";
import { resultLine } from "../../src/engine/model/outcome.ts";
import type { RunStore } from "../../src/store/runStore.ts";
import { commitOf } from "../../test/unit/store/trialCommit.ts";
import { newStore } from "../ourRun.ts";
import type { FigureOf, Row, Variant, Verdict } from "../row.ts";

const perCommit = 1_000;
/** Measured of the list: only the last ones, as each of its commits is slower than the one before. */
const lastCommits = 10;
/** Measured of ours: enough for the journal's moves into place, every few dozen commits, and a disk that varies. */
const nextCommits = 300;
/** Where growth is measured from. */
const fewItems = 10_000;
/** Where growth would show. */
const manyItems = 1_000_000;
/** The same for `--full`, as it takes minutes. */
const maxItems = 10_000_000;
/** More than this between a run's early and late commits is growth, not noise. */
const allowedGrowth = 1.25;

const ours: Variant = {
	name: "run folder",
	async measure(items, _shared, scratch) {
		// The first commits of a process pay for the compiler.
		const warming = await newStore(join(scratch, "warming"));
		await commitTimes(0, manyItems / 10, (from) => warming.commit(commitFrom(from)));
		await warming.close();
		const store: RunStore = await newStore(scratch);
		const commit = (from: number) => store.commit(commitFrom(from));
		await commitTimes(0, items, commit);
		const times = await commitTimes(items, items + nextCommits * perCommit, commit);
		await store.close();
		return { value: (mean(times) * 1_000) / perCommit };
	},
};

const wholeList: Variant = {
	name: "JSON file with all indices, rewritten",
	upTo: { size: 100_000, because: "its time grows with the square of the items" },
	async measure(items, _shared, scratch) {
		const done: number[] = [];
		const times = await commitTimes(0, items, async (from) => {
			for (let index = from; index < from + perCommit; index++) done.push(index);
			writeFileSync(join(scratch, "done.json"), JSON.stringify(done), { flush: true });
		});
		return { value: (mean(times.slice(-lastCommits)) * 1_000) / perCommit };
	},
};

export const commitRow: Row = {
	name: "commit",
	title: "Saving an outcome, early and late in a run",
	text: `Outcomes are saved ${perCommit} at a time; the time per item, on average over the ${nextCommits} commits after that many items; for the list, over the ${lastCommits} before.`,
	unit: "µs",
	sizes: [fewItems, 100_000, manyItems],
	quickSize: fewItems,
	fullSizes: [maxItems],
	sizeUnit: "items",
	variants: [wholeList, ours],
	verdicts: (figure) => constantCost(figure),
};

function constantCost(figure: FigureOf): readonly Verdict[] {
	const few = figure(ours.name, fewItems);
	return [manyItems, maxItems].flatMap((size) => {
		const many = figure(ours.name, size);
		if (!few || !many) return [];
		const growth = many.over(few);
		return [
			{
				goal: `the same per item at ${size.toLocaleString("en-US")} as at 10,000`,
				measured: `${growth.toFixed(2)} times`,
				isMet: growth <= allowedGrowth,
			},
		];
	});
}

/** Commits items from `first` up to `end`. @returns how long each commit took, ms */
async function commitTimes(
	first: number,
	end: number,
	commit: (from: number) => Promise<unknown>,
): Promise<readonly number[]> {
	const times: number[] = [];
	for (let from = first; from < end; from += perCommit) {
		const startedAt = performance.now();
		await commit(from);
		times.push(performance.now() - startedAt);
	}
	return times;
}

function mean(times: readonly number[]): number {
	return times.reduce((sum, time) => sum + time, 0) / times.length;
}

function commitFrom(from: number): Commit {
	const settled = Array.from({ length: perCommit }, (_, at) => from + at);
	const lines = settled.map((index) =>
		resultLine({
			item: { index, key: String(index), value: index, location: undefined, problem: undefined },
			outcome: "succeeded",
			attempts: 1,
			durationMs: 1.5,
			failure: undefined,
			result: null,
		}),
	);
	return commitOf({ counts: { ...noCounts, succeeded: from + perCommit }, activeMs: from, settled, lines });
}

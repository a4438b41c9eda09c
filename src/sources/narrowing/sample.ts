import type { Item } from "../../engine/model/item.ts";
import type { SourcePosition } from "../../engine/model/ports.ts";
import type { OpenedSource } from "../sourceKind.ts";
import { FilteredSource } from "./filteredSource.ts";

export interface SampleSettings {
	readonly count: number;
	/** The same seed chooses the same places among as many items. */
	readonly seed: number;
}

/**
 * So many items of a source, chosen at random, in their order. Reads all of them once; memory is that of the chosen
 * ones' indices.
 */
export async function sampledSource(source: OpenedSource, settings: SampleSettings): Promise<FilteredSource> {
	const chosen = await chosenIndices(source, settings);
	const sampled = await FilteredSource.open(source, (item) => isAmong(chosen, item.index), chosen.length);
	return Object.assign(sampled, {
		summary: `a sample of ${chosen.length} of ${source.summary}`,
		// Among more items, others are chosen.
		async changeSince(position: SourcePosition) {
			const change = await FilteredSource.prototype.changeSince.call(sampled, position);
			return change && { ...change, isBeforeMark: true };
		},
	});
}

/** Reservoir sampling: Vitter's algorithm R. */
async function chosenIndices(source: OpenedSource, { count, seed }: SampleSettings): Promise<Float64Array> {
	const chosen: number[] = [];
	const random = randomFrom(seed);
	for await (const chunk of source.chunks(new AbortController().signal)) {
		for (const { index } of chunk) {
			if (chosen.length < count) {
				chosen.push(index);
				continue;
			}
			const at = Math.floor(random() * (index + 1));
			if (at < count) chosen[at] = index;
		}
	}
	return Float64Array.from(chosen).sort();
}

function isAmong(sorted: Float64Array, index: Item["index"]): boolean {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] as number) < index) low = middle + 1;
		else high = middle;
	}
	return sorted[low] === index;
}

/** Mulberry32. The same numbers from 0 to 1 for a seed, on every machine. */
function randomFrom(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mix = Math.imul(state ^ (state >>> 15), state | 1);
		mix ^= mix + Math.imul(mix ^ (mix >>> 7), mix | 61);
		return ((mix ^ (mix >>> 14)) >>> 0) / 2 ** 32;
	};
}

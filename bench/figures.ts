import type { Measured } from "./measurement.ts";

/** All runs of a variant at a size, in the order of the rounds. */
export class Figure {
	readonly #rounds: readonly Measured[];

	constructor(rounds: readonly Measured[]) {
		this.#rounds = rounds;
	}

	get value(): number {
		return median(this.#rounds.map(({ value }) => value));
	}

	get min(): number {
		return Math.min(...this.#rounds.map(({ value }) => value));
	}

	get max(): number {
		return Math.max(...this.#rounds.map(({ value }) => value));
	}

	get peakBytes(): number | undefined {
		return medianOfKnown(this.#rounds.map(({ peakBytes }) => peakBytes));
	}

	get cpuMs(): number | undefined {
		return medianOfKnown(this.#rounds.map(({ cpuMs }) => cpuMs));
	}

	/** The ratio, round by round: what disturbs the machine affects both runs of a round. */
	over(other: Figure): number {
		return median(this.#rounds.map(({ value }, round) => value / (other.#rounds[round]?.value ?? Number.NaN)));
	}
}

function medianOfKnown(values: readonly (number | undefined)[]): number | undefined {
	const known = values.filter((value) => value !== undefined);
	return known.length === 0 ? undefined : median(known);
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
	if (low === undefined || high === undefined) throw new Error("There is no median of nothing.");
	return (low + high) / 2;
}

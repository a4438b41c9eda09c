const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** A scale from 0 in round steps. */
export interface Axis {
	readonly top: number;
	/** 0 and `top` among them. */
	readonly ticks: readonly number[];
}

/** The shortest axis in steps of 1, 2 or 5 (times a power of ten) that `highest` fits on, with about `wanted` steps. */
export function axisTo(highest: number, wanted: number): Axis {
	if (!(highest > 0)) return { top: 1, ticks: [0, 1] };
	const power = 10 ** Math.floor(Math.log10(highest / wanted));
	const step = power * ([1, 2, 5, 10].find((factor) => highest / (power * factor) <= wanted) ?? 10);
	const count = Math.ceil(highest / step - 1e-9);
	return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, at) => at * step) };
}

/** The ticks of a time axis, ms: in steps that clocks have. */
export function timeAxisTo(highestMs: number, wanted: number): readonly number[] {
	const steps = [1, 2, 5, 10, 15, 30].flatMap((factor) => [factor * secondMs, factor * minuteMs, factor * hourMs]);
	const step = steps.sort((a, b) => a - b).find((candidate) => highestMs / candidate <= wanted) ?? 24 * hourMs;
	return Array.from({ length: Math.floor(highestMs / step) + 1 }, (_, at) => at * step);
}

import { z } from "zod";
import { ExactNumber } from "../base/exactNumber.ts";
import { formatCountOf } from "../base/format.ts";
import { numberOf } from "../base/parseJson.ts";
import { SettingsError } from "../base/settingsError.ts";
import type { Item } from "../engine/model/item.ts";
import { sourceKind } from "./sourceKind.ts";

const chunkItems = 1_000;

// Not `z.int()`: it has no number beyond 2^53.
const whole = z
	.unknown()
	.refine((value) => wholeOf(value) !== undefined, "Expected a whole number.")
	.meta({ type: "integer" });

export const range = sourceKind({
	name: "range",
	schema: z
		.array(whole)
		.min(2, "Expected two numbers, the first and the last; a third is the step.")
		.max(3, "Expected two numbers, the first and the last; a third is the step.")
		.describe("Whole numbers: `[1, 100]`, or with a step `[0, 100, 10]`. The last one is included."),
	describe: (settings) => `numbers from ${settings[0]} to ${settings[1]}`,
	async open(settings) {
		const [first = 0n, last = 0n, step = 1n] = settings.map((value) => wholeOf(value) ?? 0n);
		checkDirection({ first, last, step });
		const exact = (last - first) / step + 1n;
		if (exact > BigInt(Number.MAX_SAFE_INTEGER)) throw new SettingsError("These are too many numbers.", { path: [] });
		const count = Number(exact);
		return {
			summary: `${formatCountOf(count, "number")} from ${first} to ${last}`,
			total: () => ({ count, exact: true }),
			position: (index) => ({ index }),
			async *chunks(signal, from) {
				for (let start = from?.index ?? 0; start < count && !signal.aborted; start += chunkItems) {
					const length = Math.min(chunkItems, count - start);
					yield Array.from({ length }, (_, at) => numberItem(start + at, first + BigInt(start + at) * step));
				}
			},
		};
	},
});

interface Range {
	readonly first: bigint;
	readonly last: bigint;
	readonly step: bigint;
}

/** @throws SettingsError */
function checkDirection({ first, last, step }: Range): void {
	if (step === 0n) throw new SettingsError("A step of 0 leads nowhere.", { path: [2] });
	if (first === last || first < last === step > 0n) return;
	const suggestion = step > 0n ? "To count down, give a step below 0: [10, 1, -1]." : "Leave the step out.";
	throw new SettingsError(`A step of ${step} does not lead from ${first} to ${last}.`, { path: [], suggestion });
}

/** Undefined for what is no whole number. */
function wholeOf(value: unknown): bigint | undefined {
	if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
	if (!(value instanceof ExactNumber)) return undefined;
	if (/^-?\d+$/.test(value.text)) return BigInt(value.text);
	return value.double === undefined ? undefined : wholeOf(value.double);
}

function numberItem(index: number, number: bigint): Item {
	const value = numberOf(String(number));
	return { index, key: String(index), value, location: undefined, problem: undefined };
}

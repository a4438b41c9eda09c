import { ExactNumber } from "../../base/exactNumber.ts";

/**
 * The value as a module gets it, who computes with it: a number that a double cannot hold as it is written becomes a
 * bigint, where it is an integer beyond 2^53, else the nearest double. The same object where it has no such number.
 */
export function threadValue<T>(value: T): T {
	return converted(value) as T;
}

function converted(value: unknown): unknown {
	if (typeof value !== "object" || value === null) return value;
	if (value instanceof ExactNumber) return asPrimitive(value.text);
	if (Array.isArray(value)) {
		const elements = value.map(converted);
		return elements.some((element, at) => element !== value[at]) ? elements : value;
	}
	const fields = Object.entries(value).map(([key, field]) => [key, converted(field)] as const);
	const isChanged = fields.some(([key, field]) => field !== (value as Record<string, unknown>)[key]);
	return isChanged ? Object.fromEntries(fields) : value;
}

function asPrimitive(text: string): bigint | number {
	const double = Number(text);
	return /^-?\d+$/.test(text) && !Number.isSafeInteger(double) ? BigInt(text) : double;
}

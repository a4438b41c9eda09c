import type { Unit } from "./row.ts";

const counts = new Intl.NumberFormat("en-US");

export function numberText(value: number): string {
	return counts.format(value);
}

/** About three significant digits: a measurement gives no more. */
export function valueText(value: number, unit: Unit): string {
	if (unit === "items/s") return numberText(Number(value.toPrecision(3)));
	return value >= 100 ? numberText(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);
}

import { toValue } from "liquidjs";
import { compareDecimals, ExactNumber } from "../base/exactNumber.ts";

/**
 * The number that a value of a template is, or that its text writes, such as a cell of a table: with all its digits, as
 * JSON writes it. Undefined: it is none.
 */
export function numberText(value: unknown): string | undefined {
	const plain = toValue(value) as unknown;
	if (plain instanceof ExactNumber) return plain.text;
	if (typeof plain === "number") return Number.isFinite(plain) ? String(plain) : undefined;
	return typeof plain === "string" ? jsonNumber(plain.trim()) : undefined;
}

/** `7.50` of `+07.50`; undefined of what is no decimal number. */
export function jsonNumber(text: string): string | undefined {
	const [all, sign, whole = "", fraction = "", exponent] =
		/^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
	if (all === undefined || whole + fraction === "") return undefined;
	const digits = whole.replace(/^0+(?=\d)/, "") || "0";
	return [
		sign === "-" ? "-" : "",
		digits,
		fraction === "" ? "" : `.${fraction}`,
		exponent === undefined ? "" : `e${exponent}`,
	].join("");
}

/**
 * Negative where `a` is less than `b`, 0 where they are equal, else positive: by all their digits. Undefined where they
 * are not compared as numbers; two texts are not.
 */
export function numericOrder(a: unknown, b: unknown): number | undefined {
	if (!isNumber(toValue(a)) && !isNumber(toValue(b))) return undefined;
	const [left, right] = [numberText(a), numberText(b)];
	return left === undefined || right === undefined ? undefined : compareDecimals(left, right);
}

/** What stands for a value when equal ones are looked for: numbers of the same value are equal, however written. */
export function identityOf(value: unknown): unknown {
	const plain = toValue(value) as unknown;
	if (!(plain instanceof ExactNumber)) return plain;
	const { double, text } = plain;
	return double === undefined ? `number ${normalized(text)}` : double;
}

function isNumber(value: unknown): boolean {
	return typeof value === "number" || value instanceof ExactNumber;
}

/** One text for all that write the same number: without zeros at the end, and without an exponent where that is short. */
function normalized(text: string): string {
	const [, head = "", fraction = "", exponent = ""] = /^(-?\d+)(?:\.(\d+))?(?:e\+?(-?\d+))?$/i.exec(text) ?? [];
	const shift = Number(exponent) - fraction.length;
	const digits = (head + fraction).replace(/^(-?)0+(?=\d)/, "$1");
	const kept = digits.replace(/0+$/, "");
	return `${kept}e${shift + digits.length - kept.length}`;
}

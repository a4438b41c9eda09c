import { Drop, toValue } from "liquidjs";
import { doubleOf, type ExactNumber } from "../base/exactNumber.ts";
import {
	absolute,
	add,
	ceil,
	type Decimal,
	decimalText,
	decimalValue,
	divide,
	divideWhole,
	floor,
	multiply,
	readDecimal,
	remainder,
	round,
	subtract,
} from "./decimal.ts";
import { numberText, numericOrder } from "./numberText.ts";

/** A quotient of more digits is rounded, as Liquid does; not where an operand has more than a double. */
const quotientDigits = 17;

type Filter = (value: unknown, ...args: readonly unknown[]) => number | ExactNumber | Rounded;

/** A quotient that was rounded, as `10 | divided_by: 3`: to go on with all its digits would only repeat the error. */
class Rounded extends Drop {
	readonly #double: number;

	constructor(double: number) {
		super();
		this.#double = double;
	}

	override valueOf(): number {
		return this.#double;
	}

	toJSON(): number {
		return this.#double;
	}
}

const plus = binary("plus", add, (a, b) => a + b);

/**
 * Liquid's filters that compute, on all digits: its own turn `9007199254740993` into a double first. What is no number
 * fails the item, where Liquid takes it for 0; an empty text or null is 0.
 */
export const mathFilters: Readonly<Record<string, Filter>> = {
	plus,
	minus: binary("minus", subtract, (a, b) => a - b),
	times: binary("times", multiply, (a, b) => a * b),
	modulo: binary("modulo", (a, b) => remainder(a, notZero(b))),
	divided_by(value, divisor, isWhole) {
		if (toValue(isWhole)) return quotient("divided_by", divideWhole)(value, divisor);
		return quotient("divided_by", divideExact)(value, divisor);
	},
	abs: unary("abs", absolute),
	ceil: unary("ceil", ceil),
	floor: unary("floor", floor),
	to_integer: unary("to_integer", (number) => number),
	round(value, places = 0) {
		const wanted = Number(operand("round", places));
		if (!Number.isInteger(wanted)) throw new Error(`round takes a whole number of places, and ${wanted} is none`);
		return decimalValue(round(readDecimal(operand("round", value)), wanted));
	},
	at_least: (value, ...limits) => extreme("at_least", [value, ...limits], 1),
	at_most: (value, ...limits) => extreme("at_most", [value, ...limits], -1),
};

/** The exact sum of a list. */
export function sumOf(list: readonly unknown[]): unknown {
	return list.reduce((sum, value) => plus(sum, value), 0);
}

function unary(name: string, compute: (number: Decimal) => Decimal): Filter {
	return (value) => decimalValue(compute(readDecimal(operand(name, value))));
}

/** @param onDoubles the same on doubles; left out where it is exact only on decimals */
function binary(
	name: string,
	compute: (a: Decimal, b: Decimal) => Decimal,
	onDoubles?: (a: number, b: number) => number,
): Filter {
	return (...operands) => {
		const [value, arg] = operands;
		if (operands.length < 2) throw new Error(`${name} takes a number: ${name}: 1`);
		if (onDoubles && typeof value === "number" && typeof arg === "number") {
			const result = onDoubles(value, arg);
			const areWhole = Number.isSafeInteger(value) && Number.isSafeInteger(arg) && Number.isSafeInteger(result);
			// -0 is no number of Liquid's.
			if (areWhole) return result + 0;
		}
		const [left, right] = [operand(name, value), operand(name, arg)];
		if (onDoubles && (value instanceof Rounded || arg instanceof Rounded)) {
			const [a, b] = [doubleOf(left), doubleOf(right)];
			if (a !== undefined && b !== undefined) return new Rounded(onDoubles(a, b));
		}
		return decimalValue(compute(readDecimal(left), readDecimal(right)));
	};
}

function quotient(name: string, compute: (a: Decimal, b: Decimal) => Decimal | Rounded): Filter {
	return (value, divisor) => {
		if (divisor === undefined) throw new Error(`${name} takes a number: ${name}: 2`);
		const found = compute(readDecimal(operand(name, value)), notZero(readDecimal(operand(name, divisor))));
		return found instanceof Rounded ? found : decimalValue(found);
	};
}

/** Rounded to a double where its digits do not end, or not soon, and each operand is a double itself. */
function divideExact(dividend: Decimal, divisor: Decimal): Decimal | Rounded {
	const exact = divide(dividend, divisor);
	if (exact && digitsOf(decimalText(exact)) <= quotientDigits) return exact;
	const [over, under] = [decimalText(dividend), decimalText(divisor)];
	if (doubleOf(over) !== undefined && doubleOf(under) !== undefined) return new Rounded(Number(over) / Number(under));
	if (exact) return exact;
	const advice = `divided_by: ${under}, true gives the whole number`;
	throw new Error(`${over} divided by ${under} has no last digit, and more digits than a double has; ${advice}`);
}

/** From the first that is not 0 on. */
function digitsOf(text: string): number {
	return text.replace(/e.*$/, "").replace(/\D/g, "").replace(/^0+/, "").length;
}

function notZero(divisor: Decimal): Decimal {
	if (divisor.units === 0n) throw new Error("a number cannot be divided by 0");
	return divisor;
}

/** @param sign 1: the greatest, -1: the least */
function extreme(name: string, values: readonly unknown[], sign: 1 | -1): number | ExactNumber {
	const numbers = values.map((value) => decimalValue(readDecimal(operand(name, value))));
	return numbers.reduce((best, number) => (sign * (numericOrder(number, best) ?? 0) > 0 ? number : best));
}

/** As JSON writes it. @throws Error for what is no number */
function operand(name: string, value: unknown): string {
	const plain = toValue(value) as unknown;
	if (plain === undefined || plain === null || (typeof plain === "string" && plain.trim() === "")) return "0";
	const text = numberText(plain);
	if (text !== undefined) return text;
	const shown = typeof plain === "string" ? `"${plain.slice(0, 40)}"` : Array.isArray(plain) ? "a list" : nameOf(plain);
	throw new Error(`${name} takes numbers, and ${shown} is none`);
}

function nameOf(value: unknown): string {
	return typeof value === "object" ? "an object" : String(value);
}

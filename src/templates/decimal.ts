import { ExactNumber, notComputable } from "../base/exactNumber.ts";

/** Longer numbers are not computed with: a few characters, such as `1e999999999`, could take all memory. */
const maxDigits = 1_000;

/** A number with all its digits: `units / 10^scale`. */
export interface Decimal {
	readonly units: bigint;
	/** Digits after the point, from 0. */
	readonly scale: number;
}

/** @param text a number as JSON writes it @throws RangeError where it is too long to compute with */
export function readDecimal(text: string): Decimal {
	const [, minus, whole = "", fraction = "", exponent = "0"] =
		/^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
	const shift = Number(exponent);
	if (whole.length + fraction.length + Math.abs(shift) > maxDigits) throw notComputable(text);
	const digits = BigInt(`${minus}${whole}${fraction}`);
	const scale = fraction.length - shift;
	return scale >= 0 ? { units: digits, scale } : { units: digits * power(-scale), scale: 0 };
}

/** The shortest text of it, without an exponent. @throws RangeError */
export function decimalText({ units, scale }: Decimal): string {
	const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
	if (digits.length > maxDigits) throw notComputable(digits);
	const whole = digits.slice(0, digits.length - scale);
	const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
	return `${units < 0n ? "-" : ""}${whole}${fraction === "" ? "" : "."}${fraction}`;
}

/** A double, where that is printed in the same way. @throws RangeError */
export function decimalValue(decimal: Decimal): number | ExactNumber {
	const text = decimalText(decimal);
	const double = Number(text);
	return String(double) === text ? double : new ExactNumber(text);
}

export function add(a: Decimal, b: Decimal): Decimal {
	const scale = Math.max(a.scale, b.scale);
	return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

export function subtract(a: Decimal, { units, scale }: Decimal): Decimal {
	return add(a, { units: -units, scale });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
	return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Undefined where the quotient's digits never end. @param divisor not 0 */
export function divide(dividend: Decimal, divisor: Decimal): Decimal | undefined {
	let over = dividend.units * power(divisor.scale);
	let under = divisor.units * power(dividend.scale);
	const common = greatestDivisor(over, under);
	over /= common;
	under /= common;
	if (under < 0n) [over, under] = [-over, -under];
	let [twos, fives, rest] = [0, 0, under];
	for (; rest % 2n === 0n; rest /= 2n) twos++;
	for (; rest % 5n === 0n; rest /= 5n) fives++;
	if (rest !== 1n) return undefined;
	const scale = Math.max(twos, fives);
	return { units: (over * power(scale)) / under, scale };
}

/** The greatest whole number that is not above `dividend / divisor`. @param divisor not 0 */
export function divideWhole(dividend: Decimal, divisor: Decimal): Decimal {
	const scale = Math.max(dividend.scale, divisor.scale);
	return { units: floorQuotient(unitsAt(dividend, scale), unitsAt(divisor, scale)), scale: 0 };
}

/** What {@link divideWhole} leaves over; it has the divisor's sign. @param divisor not 0 */
export function remainder(dividend: Decimal, divisor: Decimal): Decimal {
	return subtract(dividend, multiply(divideWhole(dividend, divisor), divisor));
}

export function absolute({ units, scale }: Decimal): Decimal {
	return { units: units < 0n ? -units : units, scale };
}

export function floor(decimal: Decimal): Decimal {
	return { units: floorQuotient(decimal.units, power(decimal.scale)), scale: 0 };
}

export function ceil(decimal: Decimal): Decimal {
	return { units: -floorQuotient(-decimal.units, power(decimal.scale)), scale: 0 };
}

/** Half is rounded away from 0. @param places digits after the point; negative: before it */
export function round(decimal: Decimal, places: number): Decimal {
	if (decimal.scale <= places) return decimal;
	if (Math.abs(places) > maxDigits) throw new RangeError(`a number cannot be rounded to ${places} places`);
	const step = power(decimal.scale - places);
	const { units } = absolute(decimal);
	const rounded = (units + step / 2n) / step;
	const signed = decimal.units < 0n ? -rounded : rounded;
	return places >= 0 ? { units: signed, scale: places } : { units: signed * power(-places), scale: 0 };
}

function power(exponent: number): bigint {
	return 10n ** BigInt(exponent);
}

function unitsAt({ units, scale }: Decimal, wanted: number): bigint {
	return units * power(wanted - scale);
}

function floorQuotient(dividend: bigint, divisor: bigint): bigint {
	const quotient = dividend / divisor;
	return dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
	let [left, right] = [a < 0n ? -a : a, b < 0n ? -b : b];
	while (right !== 0n) [left, right] = [right, left % right];
	return left;
}

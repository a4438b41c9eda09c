interface RawJson {
	readonly rawJSON: string;
}

/** A number that JSON is made of as it is written. (TypeScript does not know it yet.) */
export const { rawJSON } = JSON as unknown as { rawJSON(text: string): RawJson };

/**
 * A JSON number that a double cannot hold as it is written: a 64-bit id, `1e400`, `19.90`, `-0`. Text and JSON made of
 * it have its own digits. It can be computed with where a double has the same value.
 */
export class ExactNumber {
	/** An own field, which no structured clone takes: without it, a clone would be an empty object, and nobody told. */
	readonly json: RawJson;

	/** @param text a number, as JSON writes it */
	constructor(text: string) {
		this.json = rawJSON(text);
	}

	/** As it was written. */
	get text(): string {
		return this.json.rawJSON;
	}

	/** The double that has the same value, as 19.9 for `19.90`; undefined where none has. */
	get double(): number | undefined {
		return doubleOf(this.text);
	}

	toString(): string {
		return this.text;
	}

	toJSON(): RawJson {
		return this.json;
	}

	/** @throws RangeError where a number is asked for and no double has the value */
	[Symbol.toPrimitive](hint: string): number | string {
		if (hint !== "number") return this.text;
		const { double } = this;
		if (double === undefined) throw notComputable(this.text);
		return double;
	}

	// What Liquid asks of a value that it compares, or reads a field of.

	equals(other: unknown): boolean {
		return this.#compare(other) === 0;
	}

	gt(other: unknown): boolean {
		return this.#compare(other) > 0;
	}

	geq(other: unknown): boolean {
		return this.#compare(other) >= 0;
	}

	lt(other: unknown): boolean {
		return this.#compare(other) < 0;
	}

	leq(other: unknown): boolean {
		return this.#compare(other) <= 0;
	}

	toLiquid(): number {
		return Number(this.text);
	}

	/** NaN for what is no number. */
	#compare(other: unknown): number {
		if (other instanceof ExactNumber) return compareDecimals(this.text, other.text);
		return typeof other === "number" && Number.isFinite(other)
			? compareDecimals(this.text, String(other))
			: Number(this.text) - (typeof other === "number" ? other : Number.NaN);
	}
}

/** Whether a value of parsed JSON holds others: a list or an object. */
export function isContainer(value: unknown): value is object {
	return typeof value === "object" && value !== null && !(value instanceof ExactNumber);
}

/** The double that has the same value as the decimal; undefined where none has. */
export function doubleOf(decimal: string): number | undefined {
	const double = Number(decimal);
	return Number.isFinite(double) && compareDecimals(decimal, String(double)) === 0 ? double : undefined;
}

export function notComputable(decimal: string): RangeError {
	const shown = decimal.length > 40 ? `${decimal.slice(0, 40)}…` : decimal;
	return new RangeError(`${shown} has more digits than can be computed with; it can only be inserted as it is`);
}

/** Negative where `a` is less than `b`, 0 where they are equal, else positive. */
export function compareDecimals(a: string, b: string): number {
	const [left, right] = [readDecimal(a), readDecimal(b)];
	if (left.sign !== right.sign || left.sign === 0) return left.sign - right.sign;
	if (left.point !== right.point) return left.point > right.point ? left.sign : -left.sign;
	if (left.digits === right.digits) return 0;
	return left.digits > right.digits ? left.sign : -left.sign;
}

/** Its value is `sign · 0.digits · 10^point`; the digits neither begin nor end with a zero. */
interface Decimal {
	readonly sign: -1 | 0 | 1;
	readonly digits: string;
	readonly point: number;
}

function readDecimal(text: string): Decimal {
	const [, minus, whole = "", fraction = "", exponent = "0"] =
		/^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
	const all = whole + fraction;
	// Loops, as a pattern for zeros at the end takes quadratic time over long runs of them.
	let [begin, end] = [0, all.length];
	while (begin < end && all[begin] === "0") begin++;
	while (end > begin && all[end - 1] === "0") end--;
	if (begin === end) return { sign: 0, digits: "", point: 0 };
	return {
		sign: minus === "-" ? -1 : 1,
		digits: all.slice(begin, end),
		point: whole.length - begin + Number(exponent),
	};
}

import { ExactNumber } from "./exactNumber.ts";

/**
 * Whether there may be a number that a double cannot hold as it is written: one with 16 digits or more, an exponent, a
 * decimal part that ends in 0, a small fraction, or -0. Found rather too often than too rarely. A number stands after
 * one of these marks; text that only looks like one seldom does.
 */
const unusualNumber = /(?:^|[:,[\s])(?:-0(?![.\d])|-?(?:0\.0{6}|\d[\d.]{15}|\d+(?:\.\d*0(?!\d)|(?:\.\d+)?[eE])))/;

/**
 * `JSON.parse`, but a number that a double cannot hold as it is written becomes an {@link ExactNumber}.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
	// Keeping every number's text makes parsing several times slower; few texts have a number that needs it.
	return unusualNumber.test(text) ? parseExact(text, exact) : JSON.parse(text);
}

/** The number that a JSON text writes: a double, where that is printed in the same way. */
export function numberOf(text: string): number | ExactNumber {
	const double = Number(text);
	return String(double) === text ? double : new ExactNumber(text);
}

// TypeScript does not know the third argument yet.
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseExact = JSON.parse as (text: string, reviver: Reviver) => unknown;

const exact: Reviver = (_key, value, { source }) =>
	typeof value === "number" && source !== undefined ? numberOf(source) : value;

import { ExactNumber } from "./exactNumber.ts";
import { formatCount } from "./format.ts";

/**
 * Whether there may be a number that a double cannot hold as it is written: one with 16 digits or more, an exponent, a
 * decimal part that ends in 0, a small fraction, or -0. Found rather too often than too rarely. A number stands after
 * one of these marks; text that only looks like one seldom does.
 */
const unusualNumber = /(?:^|[:,[\s])(?:-0(?![.\d])|-?(?:0\.0{6}|\d[\d.]{15}|\d+(?:\.\d*0(?!\d)|(?:\.\d+)?[eE])))/;

/** Lists and objects within each other, at most: copying deeper ones to a thread, or writing them, exhausts the stack. */
export const maxJsonDepth = 1_000;

/**
 * `JSON.parse`, but a number that a double cannot hold as it is written becomes an {@link ExactNumber}.
 * @throws SyntaxError also where it is nested deeper than {@link maxJsonDepth}
 */
export function parseJson(text: string): unknown {
	if (isTooDeep(text))
		throw new SyntaxError(`Lists and objects are nested more than ${formatCount(maxJsonDepth)} deep`);
	// Keeping every number's text makes parsing several times slower; few texts have a number that needs it.
	return unusualNumber.test(text) ? parseExact(text, exact) : JSON.parse(text);
}

/** The number that a JSON text writes: a double, where that is printed in the same way. */
export function numberOf(text: string): number | ExactNumber {
	const double = Number(text);
	return String(double) === text ? double : new ExactNumber(text);
}

function isTooDeep(text: string): boolean {
	// Next to no text is long enough, and has as many brackets.
	if (text.length <= 2 * maxJsonDepth || !hasBrackets(text, maxJsonDepth)) return false;
	let depth = 0;
	let isInString = false;
	for (let at = 0; at < text.length; at++) {
		const sign = text[at];
		if (isInString) {
			if (sign === "\\") at++;
			else if (sign === '"') isInString = false;
		} else if (sign === '"') isInString = true;
		else if (sign === "[" || sign === "{") {
			if (++depth > maxJsonDepth) return true;
		} else if (sign === "]" || sign === "}") depth--;
	}
	return false;
}

/** Whether more than so many brackets open, also such as are in strings. */
function hasBrackets(text: string, count: number): boolean {
	let found = 0;
	for (const bracket of "[{") {
		for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (++found > count) return true;
	}
	return false;
}

// TypeScript does not know the third argument yet.
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseExact = JSON.parse as (text: string, reviver: Reviver) => unknown;

const exact: Reviver = (_key, value, { source }) =>
	typeof value === "number" && source !== undefined ? numberOf(source) : value;

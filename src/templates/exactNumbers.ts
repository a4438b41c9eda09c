import { defaultOperators, type Liquid, type Operators, Tokenizer } from "liquidjs";
import { numberOf } from "../base/parseJson.ts";
import { listFilters } from "./listFilters.ts";
import { mathFilters } from "./mathFilters.ts";
import { jsonNumber, numericOrder } from "./numberText.ts";

/** Liquid's comparisons, but a number is compared by all its digits, with a text that is a number, too. */
export const exactOperators: Operators = {
	...defaultOperators,
	">": comparison(">", (order) => order > 0),
	"<": comparison("<", (order) => order < 0),
	">=": comparison(">=", (order) => order >= 0),
	"<=": comparison("<=", (order) => order <= 0),
};

type Comparison = (typeof defaultOperators)[">"];

function comparison(name: ">" | "<" | ">=" | "<=", holds: (order: number) => boolean): Comparison {
	const others = defaultOperators[name] as (...operands: unknown[]) => IterableIterator<unknown>;
	return function* (left: unknown, right: unknown, ...rest: unknown[]) {
		const order = numericOrder(left, right);
		return order === undefined ? yield* others(left, right, ...rest) : holds(order);
	} as unknown as Comparison;
}

/** Numbers in a template, and what is computed with, keep all their digits. */
export function keepDigits(liquid: Liquid): void {
	for (const [name, filter] of Object.entries({ ...mathFilters, ...listFilters })) liquid.registerFilter(name, filter);
}

// Liquid has no other place where a number in a template's expressions is read.
const { readNumber } = Tokenizer.prototype;
Tokenizer.prototype.readNumber = function () {
	const token = readNumber.call(this);
	if (!token) return token;
	const text = jsonNumber(token.getText());
	return text === undefined ? token : Object.assign(token, { content: numberOf(text) });
};

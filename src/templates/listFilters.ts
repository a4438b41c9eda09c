import { type FilterImplOptions, filters, toValue } from "liquidjs";
import { ExactNumber } from "../base/exactNumber.ts";
import { sumOf } from "./mathFilters.ts";
import { identityOf, numericOrder } from "./numberText.ts";

type Handler = Extract<FilterImplOptions, (...args: never[]) => unknown>;
type This = ThisParameterType<Handler>;

interface Group {
	readonly name: unknown;
	readonly items: readonly unknown[];
}

/** Liquid's filters that compare the elements of a list: numbers by all their digits, however they are written. */
export const listFilters: Readonly<Record<string, Handler>> = {
	*sort(list: unknown, property?: unknown) {
		const elements = (yield run("concat", this, [list, []])) as readonly unknown[];
		const keys = property === undefined ? elements : ((yield run("map", this, [list, property])) as readonly unknown[]);
		return elements
			.map((element, at) => ({ element, key: keys[at] }))
			.sort((a, b) => orderOf(a.key, b.key))
			.map(({ element }) => element);
	},
	*uniq(list: unknown) {
		const elements = (yield run("concat", this, [list, []])) as readonly unknown[];
		return [...Map.groupBy(elements, identityOf).values()].map(([first]) => first);
	},
	*sum(list: unknown, property?: unknown) {
		const [name, args] = property === undefined ? ["concat", [list, []]] : ["map", [list, property]];
		return sumOf((yield run(name as string, this, args as readonly unknown[])) as readonly unknown[]);
	},
	*group_by(...args: unknown[]) {
		return merged((yield run("group_by", this, args)) as readonly Group[]);
	},
	*group_by_exp(...args: unknown[]) {
		return merged((yield run("group_by_exp", this, args)) as readonly Group[]);
	},
	slice(value: unknown, begin: unknown, length?: unknown) {
		return run("slice", this, length === undefined ? [value, plain(begin)] : [value, plain(begin), plain(length)]);
	},
};

/** Liquid's own filter. */
function run(name: string, self: This, args: readonly unknown[]): unknown {
	const filter = filters[name as keyof typeof filters] as unknown as (...args: unknown[]) => unknown;
	return filter.apply(self, [...args]);
}

/** Elements without a value come last. */
function orderOf(a: unknown, b: unknown): number {
	const [left, right] = [toValue(a) as unknown, toValue(b) as unknown];
	const [hasLeft, hasRight] = [left ?? undefined, right ?? undefined].map((value) => value !== undefined);
	if (!hasLeft || !hasRight) return Number(hasRight) - Number(hasLeft);
	const order = numericOrder(left, right);
	if (order !== undefined) return order;
	const [one, other] = [comparable(left), comparable(right)];
	return one < other ? -1 : one > other ? 1 : 0;
}

function comparable(value: unknown): string {
	return (value instanceof ExactNumber ? value.text : value) as string;
}

/** Liquid takes each number of more digits than a double for a group of its own. */
function merged(groups: readonly Group[]): readonly Group[] {
	const byName = Map.groupBy(groups, ({ name }) => identityOf(name));
	return [...byName.values()].map((same) => ({ name: same[0]?.name, items: same.flatMap(({ items }) => items) }));
}

/** A length or a place, which Liquid adds to another. */
function plain(value: unknown): unknown {
	return value instanceof ExactNumber ? Number(value) : value;
}

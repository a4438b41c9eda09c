import { z } from "zod";
import { formatCount } from "../../base/format.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import { compileCondition } from "../../templates/condition.ts";
import { missingField } from "../../templates/fieldPath.ts";
import { RenderError } from "../../templates/renderError.ts";
import { scopeOf } from "../../templates/scope.ts";
import { compileTemplate, type TemplateOptions } from "../../templates/template.ts";
import type { Variables } from "../../templates/variables.ts";
import type { OpenedSource } from "../sourceKind.ts";
import { FilteredSource } from "./filteredSource.ts";
import { GroupedSource, type GroupOf } from "./groupedSource.ts";
import { limitedSource } from "./limitedSource.ts";
import { sampledSource } from "./sample.ts";

const count = z.int().min(1);
/** Items that are tried before a condition is refused. */
const maxPreflightItems = 1_000;

/** What every source takes beside its own settings. Applied in this order. */
export const narrowings = {
	where: z
		.string()
		.min(1, "Expected a condition, found an empty string.")
		.optional()
		.describe("Only items that meet this condition: `item.country == 'DE' and item.amount > 100`."),
	groupBy: z
		.string()
		.min(1, "Expected the name of a field or a template, found an empty string.")
		.optional()
		.describe(
			"A field, or a template: items that follow each other with the same value become one item, with `item.group` and `item.rows`.",
		),
	sample: z
		.union([
			count.describe("How many."),
			z.strictObject({
				count: count.describe("How many."),
				seed: z.int().optional().describe("Another number chooses other items. Default: 1."),
			}),
		])
		.optional()
		.describe("So many items, chosen at random: the same ones whenever the source is the same."),
	limit: count.optional().describe("At most so many items, from the first."),
};

export interface Narrowing {
	readonly where?: string | undefined;
	readonly groupBy?: string | undefined;
	readonly sample?: number | { readonly count: number; readonly seed?: number | undefined } | undefined;
	readonly limit?: number | undefined;
}

export interface NarrowingContext {
	readonly variables: Variables;
	readonly runId: string;
}

/**
 * The source, as the settings beside it narrow it down. What it reads from is asked of the source itself, which is also
 * the one to dispose of.
 * @throws SettingsError for a condition or template that does not compile; RenderError where it fits no item
 */
export async function narrowedSource(
	source: OpenedSource,
	{ where, groupBy, sample, limit }: Narrowing,
	context: NarrowingContext,
): Promise<OpenedSource> {
	let narrowed = source;
	if (where !== undefined) narrowed = await whereSource(narrowed, where, context);
	if (groupBy !== undefined) narrowed = await GroupedSource.open(narrowed, groupOf(groupBy, context));
	if (sample !== undefined) {
		const { count, seed = 1 } = typeof sample === "number" ? { count: sample } : sample;
		narrowed = await sampledSource(narrowed, { count, seed });
	}
	return limit === undefined ? narrowed : limitedSource(narrowed, limit);
}

async function whereSource(
	source: OpenedSource,
	where: string,
	{ variables, runId }: NarrowingContext,
): Promise<OpenedSource> {
	const path = ["where"];
	const condition = compileCondition(where, { variables, path });
	const scope = (item: Item) => scopeOf(item, { runId, batch: 0, attempt: 1 });
	await assertSomeHas(source, (item) => condition.missing(scope(item)));
	const filtered = await FilteredSource.open(source, (item) => {
		// What cannot be read is not left out: it fails, and is seen.
		if (item.problem !== undefined) return true;
		try {
			return condition.holds(scope(item));
		} catch (error) {
			if (error instanceof RenderError) return `Whether it meets "where" cannot be told. ${error.message}`;
			throw error;
		}
	});
	const { seen, kept, isAll } = filtered.survey;
	const leftOut = seen - kept;
	if (leftOut === 0) return filtered;
	const of = isAll ? formatCount(seen) : `the first ${formatCount(seen)}`;
	return Object.assign(filtered, {
		summary: isAll ? `${formatCount(kept)} of ${source.summary}` : `some of ${source.summary}`,
		notes: [
			...(source.notes ?? []),
			`${formatCount(leftOut)} of ${of} ${seen === 1 ? "item" : "items"} ${leftOut === 1 ? "does" : "do"} not meet "where", and ${leftOut === 1 ? "is" : "are"} left out.`,
		],
		whyEmpty: new SettingsError(noneMeets(seen), { path }),
	});
}

/** @throws RenderError where none of the first items has the fields that are named: a misspelled one would be nil */
async function assertSomeHas(source: OpenedSource, missing: (item: Item) => RenderError | undefined): Promise<void> {
	let seen = 0;
	let first: RenderError | undefined;
	for await (const chunk of source.chunks(new AbortController().signal)) {
		for (const item of chunk) {
			if (++seen > maxPreflightItems) break;
			if (item.problem !== undefined) continue;
			const error = missing(item);
			if (!error) return;
			first ??= error;
		}
		if (seen >= maxPreflightItems) break;
	}
	if (first) throw first;
}

function noneMeets(seen: number): string {
	return seen === 1 ? 'The only item does not meet "where".' : `None of the ${formatCount(seen)} items meets "where".`;
}

function groupOf(groupBy: string, { variables, runId }: NarrowingContext): GroupOf {
	const options: TemplateOptions = { variables, path: ["groupBy"] };
	const scope = (item: Item) => scopeOf(item, { runId, batch: 0, attempt: 1 });
	if (groupBy.includes("{{")) {
		const template = compileTemplate(groupBy, options);
		return (item) => template.value(scope(item));
	}
	return (item) => {
		const { value } = item;
		if (Object.hasOwn(Object(value), groupBy)) return (value as Record<string, unknown>)[groupBy];
		throw missingField(scope(item), `item.${groupBy}`, { path: ["groupBy"], offset: undefined });
	};
}

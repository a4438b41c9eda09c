import { formatCount, formatCountOf } from "../../base/format.ts";
import type { SummaryTable } from "../../wording/summaryTable.ts";
import type { RunSummary } from "./runSummary.ts";
import type { ValueSummary } from "./valueSummary.ts";

/** What a job has counted, as tables. */
export function summaryTables({ values, assertions, problem }: RunSummary): readonly SummaryTable[] {
	const failed = assertions.filter(({ items }) => items > 0);
	return [
		...(problem === undefined ? [] : [{ title: `Values could not be counted. ${problem}`, rows: [], more: undefined }]),
		// A run without a success has nothing to count.
		...values.filter(({ items, none }) => items + none > 0).flatMap(valueTables),
		...(failed.length === 0
			? []
			: [
					{
						title: "Assertions that did not hold",
						rows: failed.map(({ that, items }) => [that, formatCount(items)] as const),
						more: undefined,
					},
				]),
	];
}

function valueTables(summary: ValueSummary): readonly SummaryTable[] {
	const { of, items, numbers, values } = summary;
	const title = `${of} of ${formatCountOf(items, "item")}`;
	const counts = values.map(({ value, count }) => [value === "" ? '""' : value, formatCount(count)] as const);
	const more = moreText(summary);
	if (!numbers) return [{ title, rows: counts, more }];
	const measures = { title, rows: numberRows(numbers), more };
	return counts.length === 0 ? [measures] : [measures, { title: `${of}, by value`, rows: counts, more: undefined }];
}

function numberRows({ min, mean, p50, p95, max, isSampled }: NonNullable<ValueSummary["numbers"]>) {
	const about = isSampled ? "about " : "";
	return [
		["min", String(min)],
		["mean", String(mean)],
		["p50", `${about}${p50}`],
		["p95", `${about}${p95}`],
		["max", String(max)],
	] as const;
}

function moreText({ others, none, numbers, values }: ValueSummary): string | undefined {
	const parts: string[] = [];
	if (others.values > 0 && !(numbers && values.length === 0)) {
		const count = formatCountOf(others.values, "other value");
		parts.push(`${others.isMore ? "more than " : ""}${count} (${formatCountOf(others.items, "item")})`);
		if (others.isMore) parts.push("only the values that came first are counted one by one");
	}
	if (none > 0) parts.push(`${formatCountOf(none, "item")} without a value`);
	return parts.length === 0 ? undefined : `And ${parts.join("; ")}.`;
}

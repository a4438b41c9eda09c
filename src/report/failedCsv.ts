import type { FailedItem } from "../engine/model/ports.ts";
import { failedFactPrefix, failedFacts } from "../job/launch/retry/correctedCsv.ts";
import { CsvText } from "../sinks/table/csvText.ts";
import { TableColumns } from "../sinks/table/tableColumns.ts";
import type { TableRow } from "../sinks/table/tableRow.ts";

/**
 * Failed items as a table for spreadsheets: the items' own columns, what became of them, and which they are, so that the
 * edited table can be sent again.
 */
export class FailedCsv {
	readonly #columns = new TableColumns(["*", ...failedFacts], { factPrefix: failedFactPrefix });
	readonly #text: CsvText;

	/** @param shown what is written in place of a text; the text itself where no terminal could obey it */
	constructor(shown?: (text: string) => string) {
		this.#text = new CsvText({ shown });
	}

	/** Takes note of the columns of items. All have to be known before the first line. */
	meet(items: readonly FailedItem[]): void {
		for (const item of items) this.#columns.meet(rowOf(item));
	}

	/** With its line end, as all lines. */
	header(): string {
		return this.#text.line(this.#columns.names);
	}

	lines(items: readonly FailedItem[]): readonly string[] {
		return items.map((item) => this.#text.line(this.#columns.cells(rowOf(item)) ?? []));
	}
}

function rowOf({ item, ...info }: FailedItem): TableRow {
	return { ...info, index: item.index, key: item.key, value: item.value ?? null };
}

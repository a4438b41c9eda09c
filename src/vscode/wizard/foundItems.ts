import type { SampleItems } from "../../operations/sampleItems.ts";
import type { OpenedSource, SelectedText } from "../../sources/sourceKind.ts";

/** The items of the next batch, as found in a selection or in files. */
export interface FoundItems extends SampleItems {
	/** The job's `items`. */
	readonly items: Readonly<Record<string, unknown>>;
	/** `200 rows of CSV: slug, title, body` */
	readonly summary: string;
	/** `200 rows of CSV` */
	readonly shortSummary: string;
	/** How many there are, or about so many; undefined where nobody knows. */
	readonly count: number | undefined;
	/** The job's default name. */
	readonly name: string;
	/** Absolute. */
	readonly baseFolder: string;
	readonly selection: SelectedText | undefined;
	/** What a selection would give if it were read in other ways; undefined where there is only one. */
	readonly otherReadings: (() => Promise<readonly FoundItems[]>) | undefined;
}

/** The first item that the source can read; undefined if its first chunk has none. */
export async function firstItem(source: OpenedSource): Promise<FoundItems["first"]> {
	for await (const chunk of source.chunks(new AbortController().signal)) {
		return chunk.find(({ problem }) => problem === undefined);
	}
	return undefined;
}

/** The first item as text: what tells one way of reading a selection from another. */
export function firstText({ first }: Pick<FoundItems, "first">): string {
	const value = first?.value;
	return typeof value === "string" ? value : JSON.stringify(value);
}

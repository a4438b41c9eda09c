import type { Item } from "../../engine/model/item.ts";
import type { OpenedSource, SelectedText } from "../../sources/sourceKind.ts";

/** The items that a batch is to be run on, as found by looking. */
export interface FoundItems {
	/** The job's `items`. */
	readonly items: Readonly<Record<string, unknown>>;
	/** `200 rows of CSV: slug, title, body` */
	readonly summary: string;
	/** `200 rows of CSV` */
	readonly shortSummary: string;
	/** What the job is called when nobody names it. */
	readonly name: string;
	/** The first that can be read. */
	readonly first: Item | undefined;
	readonly areFiles: boolean;
	/** Absolute. */
	readonly baseFolder: string;
	readonly selection: SelectedText | undefined;
}

/** The first item that its source can read; undefined where its first chunk has none. */
export async function firstItem(source: OpenedSource): Promise<Item | undefined> {
	for await (const chunk of source.chunks(new AbortController().signal)) {
		return chunk.find(({ problem }) => problem === undefined);
	}
	return undefined;
}

/** Names of the fields that templates may use, from the first item; none where items are plain text. */
export function fieldsOf({ first }: Pick<FoundItems, "first">): readonly string[] {
	const value = first?.value;
	return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** A template's way to a field: `{{ item.title }}`, or `{{ item["post title"] }}` where the name is no word. */
export function fieldTemplate(field: string): string {
	return /^[A-Za-z_]\w*$/.test(field) ? `{{ item.${field} }}` : `{{ item[${JSON.stringify(field)}] }}`;
}

/** One that says which item it is, for examples. */
export function exampleTemplate(found: FoundItems): string {
	const [field] = fieldsOf(found);
	if (field !== undefined) return fieldTemplate(field);
	return found.areFiles ? "{{ path }}" : "{{ item }}";
}

/** What a person may write in a template here. */
export function templatePrompt(found: FoundItems): string {
	const fields = fieldsOf(found).slice(0, 5).map(fieldTemplate);
	const names = fields.length > 0 ? fields : [exampleTemplate(found)];
	return `Each item fills in: ${names.join(", ")}. Also {{ index }} and {{ key }}.`;
}

import { ExactNumber } from "../base/exactNumber.ts";
import type { Item } from "../engine/model/item.ts";

/** What examples and checks need to know about the items that a new operation is for. */
export interface SampleItems {
	/** The first that can be read. */
	readonly first: Item | undefined;
	readonly areFiles: boolean;
}

/** Names of the fields that templates may use, from the first item; none where items are plain text. */
export function fieldsOf({ first }: Pick<SampleItems, "first">): readonly string[] {
	const value = first?.value;
	const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
	return isRecord && !(value instanceof ExactNumber) ? Object.keys(value) : [];
}

/** A template for a field: `{{ item.title }}`, or `{{ item["post title"] }}` if the name is not a word. */
export function fieldTemplate(field: string): string {
	return /^[A-Za-z_]\w*$/.test(field) ? `{{ item.${field} }}` : `{{ item[${JSON.stringify(field)}] }}`;
}

/** A template that identifies the item, for examples. */
export function exampleTemplate(sample: SampleItems): string {
	const [field] = fieldsOf(sample);
	if (field !== undefined) return fieldTemplate(field);
	return sample.areFiles ? "{{ path }}" : "{{ item }}";
}

/** What the user may write in a template here. */
export function templatePrompt(sample: SampleItems): string {
	const fields = fieldsOf(sample).slice(0, 5).map(fieldTemplate);
	const names = fields.length > 0 ? fields : [exampleTemplate(sample)];
	return `Each item fills in: ${names.join(", ")}. Also {{ index }} and {{ key }}.`;
}

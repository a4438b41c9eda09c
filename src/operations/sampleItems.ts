import type { Item } from "../engine/model/item.ts";

/** The items that an operation is asked for, as far as examples and checks need them. */
export interface SampleItems {
	/** The first that can be read. */
	readonly first: Item | undefined;
	readonly areFiles: boolean;
}

/** Names of the fields that templates may use, from the first item; none where items are plain text. */
export function fieldsOf({ first }: Pick<SampleItems, "first">): readonly string[] {
	const value = first?.value;
	return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** A template's way to a field: `{{ item.title }}`, or `{{ item["post title"] }}` where the name is no word. */
export function fieldTemplate(field: string): string {
	return /^[A-Za-z_]\w*$/.test(field) ? `{{ item.${field} }}` : `{{ item[${JSON.stringify(field)}] }}`;
}

/** A template that says which item it is, for examples. */
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

import { formatCount } from "../base/format.ts";
import type { JsonSchema } from "./jsonSchema.ts";

/** The schemas that the value at `path` may follow, of which there are several below a choice. */
export function schemasAt(root: JsonSchema, path: readonly (string | number)[]): readonly JsonSchema[] {
	let schemas = choices(root);
	for (const key of path) {
		schemas = schemas.flatMap((schema) => {
			const below = typeof key === "number" ? schema.items : (schema.properties?.[key] ?? schema.additionalProperties);
			return typeof below === "object" ? choices(below) : [];
		});
	}
	return schemas;
}

/** The keys that an object at `path` may have. */
export function keysAt(root: JsonSchema, path: readonly (string | number)[]): readonly string[] {
	return [...new Set(schemasAt(root, path).flatMap(({ properties = {} }) => Object.keys(properties)))];
}

/** `a whole number from 1 to 1,000`, `a text or a list` */
export function expectation(schemas: readonly JsonSchema[]): string {
	return listed([...new Set(schemas.flatMap(wordings))], "or");
}

/** `a, b or c` */
export function listed(words: readonly string[], conjunction: "and" | "or"): string {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** What was found in a job, in a few words: `the string "4"`, `a list`. */
export function foundWording(value: unknown): string {
	if (value === undefined) return "nothing";
	if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
	if (typeof value === "object" && value !== null) return "an object";
	const json = JSON.stringify(value);
	const short = json.length > 60 ? `${json.slice(0, 60)}…` : json;
	return typeof value === "string" ? `the string ${short}` : short;
}

function choices(schema: JsonSchema): readonly JsonSchema[] {
	return schema.anyOf ? schema.anyOf.flatMap(choices) : [schema];
}

function wordings(schema: JsonSchema): readonly string[] {
	return valuesOf(schema)?.map((value) => JSON.stringify(value)) ?? [typeWording(schema)];
}

/** The values that a schema names one by one; undefined where it says what they are like. */
export function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
	return schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
}

function typeWording(schema: JsonSchema): string {
	const { type, properties } = schema;
	switch (type) {
		case "integer":
			return `a whole number${range(schema)}`;
		case "number":
			return `a number${range(schema)}`;
		case "string":
			return "a string";
		case "boolean":
			return "true or false";
		case "null":
			return "null";
		case "array":
			return "a list";
		case "object": {
			if (schema.maxProperties !== 1 || !properties) return "an object";
			return `an object with ${listed(
				Object.keys(properties).map((name) => `"${name}"`),
				"or",
			)}`;
		}
		default:
			return "any value";
	}
}

function range({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
	const low = minimum !== undefined ? ` from ${formatCount(minimum)}` : "";
	const above = exclusiveMinimum !== undefined ? ` above ${formatCount(exclusiveMinimum)}` : "";
	if (low && maximum === undefined) return `${low} on`;
	return `${low}${above}${maximum === undefined ? "" : `${above ? ", at most" : " to"} ${formatCount(maximum)}`}`;
}

import { formatCount } from "../../base/format.ts";
import type { JsonSchema } from "./jsonSchema.ts";
import { listed } from "./wording.ts";

/** The schemas that the value at `path` may match: several below an `anyOf`. */
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

function choices(schema: JsonSchema): readonly JsonSchema[] {
	return schema.anyOf ? schema.anyOf.flatMap(choices) : [schema];
}

function wordings(schema: JsonSchema): readonly string[] {
	return valuesOf(schema)?.map((value) => JSON.stringify(value)) ?? [typeWording(schema)];
}

/** The values that a schema lists (`enum`, `const`); undefined where it describes them instead. */
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
			if (schema.maxProperties === undefined || !properties) return "an object";
			const kinds = Object.keys(properties).filter((name) => isKind(properties[name]));
			return `an object with ${listed(
				kinds.map((name) => `"${name}"`),
				"or",
			)}`;
		}
		default:
			return "any value";
	}
}

/** What has one value, or a list of them, only stands beside a kind. */
function isKind(schema: JsonSchema | undefined): boolean {
	return schema?.const === undefined && schema?.type !== "array";
}

function range({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
	const low = minimum !== undefined ? ` from ${formatCount(minimum)}` : "";
	const above = exclusiveMinimum !== undefined ? ` above ${formatCount(exclusiveMinimum)}` : "";
	if (low && maximum === undefined) return `${low} on`;
	return `${low}${above}${maximum === undefined ? "" : `${above ? ", at most" : " to"} ${formatCount(maximum)}`}`;
}

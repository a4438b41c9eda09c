import { z } from "zod";
import { jobSchema } from "./jobSchema.ts";

/** A JSON Schema, as far as the job's goes. */
export interface JsonSchema {
	readonly type?: string;
	readonly description?: string;
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly required?: readonly string[];
	readonly additionalProperties?: boolean | JsonSchema;
	readonly items?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly exclusiveMinimum?: number;
	readonly maxProperties?: number;
}

/** The schema of a job file for editors: draft-07, which is what VS Code reads best. */
export function jobJsonSchema(): JsonSchema {
	const { $schema, definitions, ...schema } = z.toJSONSchema(jobSchema, { target: "draft-7", io: "input" });
	// These two are words of VS Code's own; without them comments in a `.json` file are underlined.
	return cleaned({ $schema, allowComments: true, allowTrailingCommas: true, ...schema }) as JsonSchema;
}

/** Without what only says "any JSON", or the bounds of JavaScript's numbers: it fills hovers and helps nobody. */
function cleaned(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(cleaned);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key, part]) => !["$ref", "propertyNames"].includes(key) && Math.abs(part) !== Number.MAX_SAFE_INTEGER)
			.map(([key, part]) => [key, cleaned(part)]),
	);
}

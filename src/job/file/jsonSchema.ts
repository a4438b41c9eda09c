import { z } from "zod";
import { jobSchema } from "./jobSchema.ts";

/** The part of JSON Schema that the job's schema uses. */
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
	// These two keywords are VS Code's own: without them it underlines comments in a `.json` file.
	return cleaned({ $schema, allowComments: true, allowTrailingCommas: true, ...schema }) as JsonSchema;
}

/** Drops what only says "any JSON", and the bounds of JavaScript's integers: both clutter hovers and help nobody. */
function cleaned(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(cleaned);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key, part]) => !["$ref", "propertyNames"].includes(key) && Math.abs(part) !== Number.MAX_SAFE_INTEGER)
			.map(([key, part]) => [key, cleaned(part)]),
	);
}

import type { z } from "zod";
import type { Problem } from "../../base/usageError.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import { expectation, keysAt, schemasAt, valuesOf } from "./expectation.ts";
import type { JobText } from "./jobText.ts";
import { type JsonSchema, jobJsonSchema } from "./jsonSchema.ts";
import { plannedFeature } from "./plannedFeatures.ts";
import { foundWording, listed } from "./wording.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** A longer list is no help with a typo. */
const maxKeysListed = 12;

/** The schema's issues, worded for the author of the job, each with its location. */
export function schemaProblems(issues: readonly Issue[], document: JobText): Problem[] {
	return new SchemaProblems(document).all(issues);
}

/** For `safeParse`: empties the messages that the schema does not give itself, so that they can be worded here. */
export const noMessage = () => "";

class SchemaProblems {
	readonly #document: JobText;
	readonly #schema: JsonSchema = jobJsonSchema();

	constructor(document: JobText) {
		this.#document = document;
	}

	all(issues: readonly Issue[], above: Path = []): Problem[] {
		return issues.flatMap((issue) => this.#problems(issue, [...above, ...(issue.path as Path)]));
	}

	#problems(issue: Issue, path: Path): Problem[] {
		const value = valueAt(this.#document.value, path);
		if (issue.code === "unrecognized_keys") return issue.keys.map((key) => this.#unknownKey(key, path));
		if (issue.code === "invalid_union") {
			const branch = likeliest(issue.errors);
			if (branch) return this.all(branch, path);
		}
		if (value === undefined && issue.code !== "custom") return [this.#missing(path)];
		const at = issue.code === "custom" ? issue.params?.at : undefined;
		// It is not empty: its keys are reported as unknown.
		if (at === "empty" && Object.keys(value ?? {}).length > 0) return [];
		const location = at === "key" ? this.#document.locationOfKey(path) : this.#document.locationOf(path);
		return [{ ...this.#wrong(issue, path, value), ...location }];
	}

	#unknownKey(key: string, above: Path): Problem {
		const path = [...above, key];
		const inside = above.length === 0 ? "" : ` in ${nameOf(above)}`;
		const location = this.#document.locationOfKey(path);
		const advice = plannedFeature(path);
		if (advice) return { message: `"${key}"${inside} is not supported yet.`, suggestion: advice, ...location };
		const known = keysAt(this.#schema, above);
		const guess = didYouMean(key, known);
		const all = `Known are ${listed(
			known.map((name) => `"${name}"`),
			"and",
		)}.`;
		const suggestion = guess ?? (known.length > 0 && known.length <= maxKeysListed ? all : undefined);
		return { message: `Unknown key "${key}"${inside}.`, suggestion, ...location };
	}

	#missing(path: Path): Problem {
		const expected = expectation(schemasAt(this.#schema, path));
		return {
			message: `${nameOf(path)} is missing: expected ${expected}.`,
			...this.#document.locationOfKey(path.slice(0, -1)),
		};
	}

	#wrong(issue: Issue, path: Path, value: unknown): Pick<Problem, "message" | "suggestion"> {
		const name = path.length === 0 ? "The job" : nameOf(path);
		if (issue.message !== "") return { message: `${name}: ${lowerFirst(issue.message)}` };
		const schemas = schemasAt(this.#schema, path);
		const message = `${name}: expected ${expectation(schemas)}, found ${foundWording(value)}.`;
		return { message, suggestion: typeof value === "string" ? remedy(value, schemas) : undefined };
	}
}

/**
 * The branch of a union that the value was meant for: of those that accept its type, the one with the fewest issues.
 * Undefined where none accepts its type.
 */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
	return branches
		.filter((issues) => !issues.some(isOfOtherType))
		.sort((a, b) => a.length - b.length)
		.at(0);
}

function isOfOtherType(issue: Issue): boolean {
	if (issue.path.length > 0) return false;
	return issue.code === "invalid_type" || (issue.code === "invalid_union" && likeliest(issue.errors) === undefined);
}

/** `"retry.attempts"`, `"errors.skip[0]"` */
function nameOf(path: Path): string {
	return `"${path.map((key, at) => (typeof key === "number" ? `[${key}]` : at === 0 ? key : `.${key}`)).join("")}"`;
}

function remedy(text: string, schemas: readonly JsonSchema[]): string | undefined {
	const types = new Set(schemas.map(({ type }) => type));
	const isNumber = (types.has("number") || types.has("integer")) && /^-?\d+(\.\d+)?$/.test(text);
	const isBoolean = types.has("boolean") && /^(true|false)$/.test(text);
	if (isNumber || isBoolean) return `Write ${text} without quotes.`;
	return didYouMean(text, schemas.flatMap((schema) => valuesOf(schema) ?? []).map(String));
}

function valueAt(value: unknown, path: Path): unknown {
	return path.reduce<unknown>(
		(at, key) => (typeof at === "object" && at !== null ? (at as Record<string | number, unknown>)[key] : undefined),
		value,
	);
}

function lowerFirst(message: string): string {
	return message.startsWith("Expected ") ? `e${message.slice(1)}` : message;
}

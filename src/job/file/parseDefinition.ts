import type { z } from "zod";
import { ExactNumber } from "../../base/exactNumber.ts";
import { type JobDefinition, jobSchema } from "./jobSchema.ts";
import { noMessage } from "./schemaProblems.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * Checks a job's value. Numbers that the job hands on (items, a JSON body) keep their digits; where the schema itself
 * expects a number, `8.0` and `1e3` are numbers like any other.
 */
export function parseDefinition(value: unknown): z.ZodSafeParseResult<JobDefinition> {
	const checked = jobSchema.safeParse(value, { error: noMessage });
	if (!checked.error) return checked;
	const paths = pathsOf(checked.error.issues).filter((path) => valueAt(value, path) instanceof ExactNumber);
	return paths.length === 0 ? checked : parseDefinition(paths.reduce(withDouble, value));
}

/** Of all issues, including those of each branch of a union. */
function pathsOf(issues: readonly Issue[], above: Path = []): readonly Path[] {
	return issues.flatMap((issue) => {
		const path = [...above, ...issue.path];
		const inside = issue.code === "invalid_union" ? issue.errors.flatMap((branch) => pathsOf(branch, path)) : [];
		return [path, ...inside];
	});
}

function valueAt(value: unknown, path: Path): unknown {
	return path.reduce((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

function withDouble(value: unknown, path: Path): unknown {
	if (value instanceof ExactNumber) return Number(value.text);
	const [key, ...below] = path;
	if (key === undefined || typeof value !== "object" || value === null) return value;
	const copy: Record<PropertyKey, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
	const parts = copy as Record<PropertyKey, unknown>;
	parts[key] = withDouble(parts[key], below);
	return copy;
}

import { ExactNumber } from "../../base/exactNumber.ts";

/** Objects within each other whose members become columns; what is nested deeper is a cell of JSON. */
const maxDepth = 8;

type Fields = Readonly<Record<string, unknown>>;

/** Numbers with their digits; lists and objects as JSON. */
export function cellText(value: unknown): string {
	if (typeof value === "string") return value;
	if (value === null || value === undefined) return "";
	if (typeof value === "object" && !(value instanceof ExactNumber)) return JSON.stringify(value);
	return String(value);
}

/** Whether a value has columns of its own: rows of CSV, objects of JSON. */
export function isObject(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** Calls `take` with each field of a result: those of objects in it under dotted names, a scalar as `result`. */
export function eachField(result: unknown, take: (name: string, value: unknown) => void): void {
	if (isObject(result)) eachMember(result, "", 1, take);
	else if (result !== null && result !== undefined) take("result", result);
}

function eachMember(fields: Fields, prefix: string, depth: number, take: (name: string, value: unknown) => void): void {
	for (const name in fields) {
		if (!Object.hasOwn(fields, name)) continue;
		const value = fields[name];
		if (depth < maxDepth && isObject(value) && !isEmpty(value)) eachMember(value, `${prefix}${name}.`, depth + 1, take);
		else take(prefix === "" ? name : prefix + name, value);
	}
}

function isEmpty(fields: Fields): boolean {
	for (const name in fields) if (Object.hasOwn(fields, name)) return false;
	return true;
}

/** The field of that name, as {@link eachField} names them; undefined where there is none. */
export function fieldOf(result: unknown, name: string): unknown {
	if (!isObject(result)) return name === "result" ? (result ?? undefined) : undefined;
	if (Object.hasOwn(result, name)) return result[name];
	// Names may contain dots themselves.
	for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
		const inner = result[name.slice(0, dot)];
		if (!isObject(inner) || !Object.hasOwn(result, name.slice(0, dot))) continue;
		const found = fieldOf(inner, name.slice(dot + 1));
		if (found !== undefined) return found;
	}
	return undefined;
}

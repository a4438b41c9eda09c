import { z } from "zod";

/** RFC 6901: empty for the whole document, or each step after a `/`, with `~0` for `~` and `~1` for `/`. */
export const jsonPointer = z
	.string()
	.regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'Expected a JSON pointer, such as "/data/items".');

/** The keys and indices to go down by. */
export function pointerSteps(pointer: string): readonly string[] {
	return pointer
		.split("/")
		.slice(1)
		.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What a JSON pointer points to; undefined where nothing is there. */
export function valueAt(value: unknown, pointer: string): unknown {
	let found = value;
	for (const step of pointerSteps(pointer)) {
		if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
		found = (found as Readonly<Record<string, unknown>>)[step];
	}
	return found;
}

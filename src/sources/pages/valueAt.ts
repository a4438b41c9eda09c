import { pointerSteps } from "../formats/json/jsonPointer.ts";

/** What a JSON pointer points to; undefined where nothing is there. */
export function valueAt(value: unknown, pointer: string): unknown {
	let found = value;
	for (const step of pointerSteps(pointer)) {
		if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
		found = (found as Readonly<Record<string, unknown>>)[step];
	}
	return found;
}

/** Pointers to the lists in a value, the outermost first; few. */
export function listsIn(value: unknown, depth = 2): readonly string[] {
	if (Array.isArray(value)) return [""];
	if (typeof value !== "object" || value === null || depth === 0) return [];
	return Object.entries(value)
		.flatMap(([name, member]) => listsIn(member, depth - 1).map((rest) => `/${escaped(name)}${rest}`))
		.slice(0, 5);
}

function escaped(name: string): string {
	return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

import { pointerStep } from "../../base/jsonLeaves.ts";

/** Pointers to the lists in a value, the outermost first; few. */
export function listsIn(value: unknown, depth = 2): readonly string[] {
	if (Array.isArray(value)) return [""];
	if (typeof value !== "object" || value === null || depth === 0) return [];
	return Object.entries(value)
		.flatMap(([name, member]) => listsIn(member, depth - 1).map((rest) => pointerStep(name) + rest))
		.slice(0, 5);
}

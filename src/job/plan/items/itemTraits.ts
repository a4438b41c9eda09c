import { chosenKind } from "../../../base/oneKind.ts";
import type { SourceKind } from "../../../sources/sourceKind.ts";
import { sourceKinds } from "../../../sources/sourceKinds.ts";
import type { JobDefinition } from "../../file/jobSchema.ts";

/** Whether a job's items are those that its run has kept: to read them again gives others, or none. */
export function readsOnce({ items }: JobDefinition): boolean {
	const { kind, settings } = chosenKind<SourceKind>(sourceKinds, items);
	return kind.readsOnce?.(settings) ?? false;
}

/** Whether a program is run to find them, also in a preview. */
export function runsProgram({ items }: JobDefinition): boolean {
	const { kind, settings } = chosenKind<SourceKind>(sourceKinds, items);
	return kind.runsProgram?.(settings) ?? false;
}

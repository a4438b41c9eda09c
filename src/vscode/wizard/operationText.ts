import { operationKindOf } from "../../operations/operationKinds.ts";
import type { RunSetting } from "./draft.ts";

/** What a job's `run` does, in a few words; undefined if it is unknown or invalid. */
export function operationText(run: RunSetting): string | undefined {
	const kind = operationKindOf(run);
	const settings = kind?.schema.safeParse(run[kind.name]);
	return settings?.success ? kind?.describe(settings.data) : undefined;
}

import { operationKinds } from "../../operations/operationKinds.ts";
import type { RunSetting } from "./draft.ts";

/** What a job's `run` does, in a few words; undefined where it is none that we know. */
export function operationText(run: RunSetting): string | undefined {
	for (const kind of operationKinds) {
		if (!(kind.name in run)) continue;
		const settings = kind.schema.safeParse(run[kind.name]);
		return settings.success ? kind.describe(settings.data as never) : undefined;
	}
	return undefined;
}

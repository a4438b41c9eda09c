import { resolve } from "node:path";
import type { OperationKind } from "../../operations/operationKind.ts";
import { operationKinds } from "../../operations/operationKinds.ts";
import type { SinkKind } from "../../sinks/sinkKind.ts";
import { sinkKinds } from "../../sinks/sinkKinds.ts";
import { expandVariables, type Variables } from "../../templates/variables.ts";
import type { Job } from "../file/job.ts";
import { chosenKind } from "../file/oneKind.ts";

/** The files that a job is made of; each absolute, and undefined where the job has none. */
export interface OwnFiles {
	readonly job: string | undefined;
	readonly module: string | undefined;
	readonly output: string | undefined;
}

/** @throws SettingsError for a variable without a value */
export function ownFiles({ definition, file, baseFolder }: Job, variables: Variables): OwnFiles {
	const { kind, settings } = chosenKind<OperationKind>(operationKinds, definition.run);
	const sink = definition.output && chosenKind<SinkKind>(sinkKinds, definition.output);
	const absolute = (path: string | undefined) =>
		path === undefined ? undefined : resolve(baseFolder, expandVariables(path, variables));
	return {
		job: file,
		module: absolute(kind.file?.(settings)),
		output: absolute(sink?.kind.file?.(sink.settings)),
	};
}

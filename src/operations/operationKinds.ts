import { commandOperation } from "./command/command.ts";
import { httpOperation } from "./http/http.ts";
import { moduleOperation } from "./module/module.ts";
import type { OperationKind } from "./operationKind.ts";
import { replaceOperation } from "./replace/replace.ts";

/** Every choice of a job's `run`, in the order in which they are offered. */
export const operationKinds = [
	httpOperation,
	commandOperation,
	moduleOperation,
	replaceOperation,
] as const satisfies readonly OperationKind[];

/** The kind that a job's `run` names; undefined if this version does not know it. */
export function operationKindOf(run: Readonly<Record<string, unknown>>): OperationKind | undefined {
	return operationKinds.find(({ name }) => Object.hasOwn(run, name));
}

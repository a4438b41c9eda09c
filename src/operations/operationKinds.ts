import { commandOperation } from "./command/command.ts";
import { httpOperation } from "./http/http.ts";
import { moduleOperation } from "./module/module.ts";
import type { OperationKind } from "./operationKind.ts";
import { replaceOperation } from "./replace/replace.ts";

/** Every choice of a job's `run`. */
export const operationKinds = [
	commandOperation,
	httpOperation,
	moduleOperation,
	replaceOperation,
] as const satisfies readonly OperationKind[];

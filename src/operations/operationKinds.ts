import { httpOperation } from "./http/http.ts";
import { moduleOperation } from "./module/module.ts";
import type { OperationKind } from "./operationKind.ts";

/** Every choice of a job's `run`. */
export const operationKinds = [httpOperation, moduleOperation] as const satisfies readonly OperationKind[];

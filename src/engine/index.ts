// What the other folders may use of the engine; everything else in here is its own matter.

export { TurnLine } from "./admission/turnLine.ts";
export { Turns } from "./admission/turns.ts";
export { Batcher } from "./batches/batcher.ts";
export { noTuning, type Tuned, type Tuning } from "./concurrency/width.ts";
export { CategoryTable } from "./errors/categoryTable.ts";
export { interruptedFailure } from "./errors/knownFailures.ts";
export * from "./model/alert.ts";
export * from "./model/counts.ts";
export * from "./model/errorCategory.ts";
export * from "./model/item.ts";
export * from "./model/outcome.ts";
export * from "./model/policies.ts";
export * from "./model/ports.ts";
export * from "./model/resultLines.ts";
export * from "./model/runState.ts";
export * from "./model/snapshot.ts";
export * from "./model/summary.ts";
export { Run, type RunOptions } from "./run.ts";

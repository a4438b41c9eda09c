// What the other folders may use of the engine; everything else in here is its own matter.
export * from "./alert.ts";
export { Batcher } from "./batcher.ts";
export { CategoryTable } from "./categoryTable.ts";
export * from "./counts.ts";
export * from "./errorCategory.ts";
export * from "./item.ts";
export { interruptedFailure } from "./knownFailures.ts";
export * from "./outcome.ts";
export * from "./policies.ts";
export * from "./ports.ts";
export * from "./resultLines.ts";
export { Run, type RunOptions } from "./run.ts";
export * from "./runState.ts";
export * from "./snapshot.ts";
export * from "./summary.ts";
export { TurnLine } from "./turnLine.ts";
export { Turns } from "./turns.ts";
export { noTuning, type Tuned, type Tuning } from "./width.ts";

import { jsonl } from "./jsonl.ts";

/** Every choice of a job's `output`. */
export const sinkKinds = [jsonl] as const;

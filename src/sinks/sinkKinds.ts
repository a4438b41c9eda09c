import { csv } from "./csv.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";

/** Every choice of a job's `output`. */
export const sinkKinds = [csv, jsonl, json] as const;

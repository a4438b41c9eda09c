import { csv } from "./csv.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { sqlite } from "./sqlite.ts";

/** Every choice of a job's `output`. */
export const sinkKinds = [csv, jsonl, json, sqlite] as const;

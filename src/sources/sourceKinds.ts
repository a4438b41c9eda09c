import { command } from "./command.ts";
import { csv } from "./csv.ts";
import { files } from "./files.ts";
import { http } from "./http.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { lines } from "./lines.ts";
import { matrixOf, zipOf } from "./matrix.ts";
import { postgres } from "./postgres.ts";
import { range } from "./range.ts";
import { results } from "./results.ts";
import { selection } from "./selection.ts";
import { sqlite } from "./sqlite.ts";
import { values } from "./values.ts";
import { xlsx } from "./xlsx.ts";

const singleKinds = [
	selection,
	files,
	lines,
	csv,
	xlsx,
	json,
	jsonl,
	command,
	sqlite,
	postgres,
	http,
	values,
	range,
	results,
] as const;

/** Every choice of a job's `items`, in the order in which they are offered. */
export const sourceKinds = [...singleKinds, matrixOf(singleKinds), zipOf(singleKinds)] as const;

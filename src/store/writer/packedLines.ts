import type { ResultColumns } from "../../engine/index.ts";
import { joinLines } from "./joinLines.ts";

/** {@link ResultColumns} in the form that is copied to another thread fastest. */
export interface PackedLines {
	readonly indices: Float64Array<ArrayBuffer>;
	readonly attempts: Float64Array<ArrayBuffer>;
	readonly durationsMs: Float64Array<ArrayBuffer>;
	/** JSON, which holds no newlines: one after each key, in pieces. */
	readonly keys: readonly string[] | undefined;
	/** The same for values. */
	readonly values: readonly string[] | undefined;
	/** The same for results. */
	readonly results: readonly string[] | undefined;
	readonly reusedFrom: Float64Array<ArrayBuffer> | undefined;
}

export function toPackedLines(columns: ResultColumns): PackedLines {
	const { indices, attempts, durationsMs, keys, values, results, reusedFrom } = columns;
	return {
		indices: new Float64Array(indices),
		attempts: new Float64Array(attempts),
		durationsMs: new Float64Array(durationsMs),
		keys: keys && joinLines(keys),
		values: values && joinLines(values),
		results: results && joinLines(results),
		reusedFrom: reusedFrom && new Float64Array(reusedFrom),
	};
}

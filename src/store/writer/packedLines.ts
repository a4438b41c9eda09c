import type { ResultColumns } from "../../engine/index.ts";
import { joinLines } from "./joinLines.ts";

/** {@link ResultColumns} in the form that is copied to another thread fastest. */
export interface PackedLines {
	readonly indices: Float64Array<ArrayBuffer>;
	readonly attempts: Float64Array<ArrayBuffer>;
	readonly durationsMs: Float64Array<ArrayBuffer>;
	/** JSON, which holds no newlines: one after each key, in pieces. */
	readonly keys: readonly string[] | undefined;
	/** The same for results. */
	readonly results: readonly string[] | undefined;
}

export function toPackedLines({ indices, attempts, durationsMs, keys, results }: ResultColumns): PackedLines {
	return {
		indices: new Float64Array(indices),
		attempts: new Float64Array(attempts),
		durationsMs: new Float64Array(durationsMs),
		keys: keys && joinLines(keys),
		results: results && joinLines(results),
	};
}

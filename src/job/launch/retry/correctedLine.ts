import type { Item } from "../../../engine/model/item.ts";

/** One item of a file with corrected values. */
export interface CorrectedLine {
	readonly index: number;
	/** Undefined where the file does not say it. */
	readonly key: string | undefined;
	/** Of the file, from 1. */
	readonly line: number;
	/** @param item as it failed */
	valueFor(item: Item): unknown;
}

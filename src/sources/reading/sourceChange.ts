import { crc32 } from "node:zlib";
import { formatCount } from "../../base/format.ts";
import type { SourceChange } from "../sourceKind.ts";
import type { BlockPosition, ReadMark } from "./blockPosition.ts";
import type { Input } from "./input.ts";

/**
 * What has changed about the inputs since the position was taken; undefined: nothing, as far as can be told. Reads them
 * only if a size or a date has changed, and no further than they had been read.
 * @param stats of the inputs as they are now
 */
export async function sourceChange(
	{ checked, stats: statsBefore }: BlockPosition,
	stats: number,
	inputs: readonly Input[],
): Promise<SourceChange | undefined> {
	if (stats === statsBefore) return undefined;
	const names = inputs.length === 1 ? (inputs[0]?.label ?? "") : `One of the ${inputs.length} files`;
	const bytes = inputs.slice(0, checked.input).reduce((sum, { sizeBytes }) => sum + sizeBytes, checked.offset);
	if ((await crcOf(inputs, checked)) !== checked.crc) {
		return { isBeforeMark: true, message: `${names} has changed in the part that the run had read.` };
	}
	const last = inputs.length - 1;
	// It was written again, with the same content.
	if (checked.input === last && inputs[last]?.isSizeExact && checked.offset === inputs[last].sizeBytes)
		return undefined;
	return {
		isBeforeMark: false,
		message: `${names} was written since; the first ${formatCount(bytes)} bytes, which the run had read, are the same.`,
	};
}

/** Undefined if the inputs are shorter than that. */
async function crcOf(inputs: readonly Input[], mark: ReadMark): Promise<number | undefined> {
	let crc = 0;
	for (const [number, input] of inputs.slice(0, mark.input + 1).entries()) {
		let left = number === mark.input ? mark.offset : Number.POSITIVE_INFINITY;
		for await (const block of input.blocks(new AbortController().signal)) {
			crc = crc32(block.subarray(0, left), crc);
			left -= block.length;
			if (left <= 0) break;
		}
		if (left > 0 && number === mark.input) return undefined;
	}
	return crc;
}

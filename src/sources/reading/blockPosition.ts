import type { SourcePosition } from "../../engine/model/ports.ts";

/** How far the bytes of a source have been read, and what they were. */
export interface ReadMark {
	/** Number of the input, from 0. */
	readonly input: number;
	/** Bytes of it. */
	readonly offset: number;
	/** CRC-32 of all bytes before. It can be continued anywhere, and detects any change that is not made to deceive. */
	readonly crc: number;
}

/** Between two items of a {@link BlockSource}. */
export interface BlockPosition extends SourcePosition, ReadMark {
	/** Line of the input, from 1. */
	readonly line: number;
	/** What the input's reader must know to start here. */
	readonly state?: unknown;
	/** The furthest that the source has been read. */
	readonly checked: ReadMark;
	/** CRC-32 of the inputs' sizes and dates. */
	readonly stats: number;
}

/** More positions than these are thinned out: a run that waits for one slow item may read on for a long time. */
const maxPositions = 1_000;

/** The positions that a reading has passed. */
export class Positions<T extends SourcePosition> {
	#passed: T[] = [];

	pass(position: T): void {
		this.#passed.push(position);
		if (this.#passed.length > maxPositions) this.#passed = this.#passed.filter((_, at) => at % 2 === 0);
	}

	/** The last one at or before an item; those before that are forgotten. */
	at(index: number): T | undefined {
		const after = this.#passed.findIndex((position) => position.index > index);
		const last = (after < 0 ? this.#passed.length : after) - 1;
		if (last > 0) this.#passed.splice(0, last);
		return last < 0 ? undefined : this.#passed[0];
	}
}

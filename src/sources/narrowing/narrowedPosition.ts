import type { Item } from "../../engine/model/item.ts";
import type { SourcePosition } from "../../engine/model/ports.ts";
import { Positions } from "../reading/blockPosition.ts";
import type { OpenedSource, SourceChange } from "../sourceKind.ts";

/** A place in items that are made of those of another source: where that is read on, and how many were made before. */
export interface NarrowedPosition extends SourcePosition {
	readonly inner: SourcePosition;
	/** Index of the first item of the other source that counts from here: its own place may be further back. */
	readonly from: number;
}

interface Mark extends SourcePosition {
	readonly innerIndex: number;
}

/** Which item of the other source each item began with, as far as a resume has to know. */
export class NarrowedPositions {
	readonly #inner: OpenedSource;
	#marks = new Positions<Mark>();

	constructor(inner: OpenedSource) {
		this.#inner = inner;
	}

	/** A reading begins. @returns what the next item's index is, and which items of the other source are left out */
	begin(from: SourcePosition | undefined): { index: number; skipTo: number; inner: SourcePosition | undefined } {
		const { index = 0, from: skipTo = 0, inner } = (from as Partial<NarrowedPosition> | undefined) ?? {};
		this.#marks = new Positions();
		this.pass(index, skipTo);
		return { index, skipTo, inner };
	}

	/** The item `index` begins with the other source's item `innerIndex`, or after it. */
	pass(index: number, innerIndex: number): void {
		this.#marks.pass({ index, innerIndex });
	}

	at(index: number): NarrowedPosition | undefined {
		const mark = this.#marks.at(index);
		const inner = mark && this.#inner.position?.(mark.innerIndex);
		return inner && { index: mark.index, inner, from: mark.innerIndex };
	}

	async changeSince(position: SourcePosition): Promise<SourceChange | undefined> {
		return this.#inner.changeSince?.((position as NarrowedPosition).inner);
	}
}

/** The item with another index. A key that is only its position follows. */
export function renumbered({ index: before, key, value, location, problem }: Item, index: number): Item {
	return { index, key: key === String(before) ? String(index) : key, value, location, problem };
}

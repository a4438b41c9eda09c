import { type Effects, Moments } from "./witness.ts";

/** Collects what items tell of themselves. */
export class ItemEvents {
	readonly moments = new Moments();
	readonly #began = new Map<number, number>();
	readonly #ended = new Set<number>();

	began(index: number): void {
		this.#began.set(index, (this.#began.get(index) ?? 0) + 1);
		this.moments.passed();
	}

	ended(index: number): void {
		this.#ended.add(index);
		this.moments.passed();
	}

	/** @param line `b7` where item 7 began, `e7` where it ended */
	told(line: string): void {
		const index = Number(line.slice(1));
		if (line[0] === "b") this.began(index);
		else this.ended(index);
	}

	/** As they stand now. */
	effects(): Effects {
		return { began: new Map(this.#began), ended: new Set(this.#ended) };
	}
}

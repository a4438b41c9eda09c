import type { Item } from "../../engine/model/item.ts";
import type { SourcePosition, Total } from "../../engine/model/ports.ts";
import { Positions } from "../reading/blockPosition.ts";
import type { OpenedSource, SourceChange } from "../sourceKind.ts";
import { joined, ofAll } from "./axes.ts";

/** A second source of at most so many items is read once, and then kept in memory. */
const maxHeld = 1_000;
const chunkItems = 500;

/** Between two items: which of the first source is combined, and with which of the second it goes on. */
interface Mark extends SourcePosition {
	readonly at: number;
	readonly from: number;
}

interface PairPosition extends Mark {
	/** Where the first source is read on, and the second. Undefined: from their beginning. */
	readonly first?: SourcePosition | undefined;
	readonly second?: SourcePosition | undefined;
	/** What was read of the second source when it was read the furthest. */
	readonly seen?: SourcePosition | undefined;
	/** Whether that was all. */
	readonly isWhole: boolean;
}

/** Each item of one source with each of another, which is read again for each of the first's. */
export class PairSource implements OpenedSource {
	readonly #first: OpenedSource;
	readonly #second: OpenedSource;
	#marks = new Positions<Mark>();
	#held: readonly Item[] | undefined;
	#end: SourcePosition | undefined;
	#isWhole = false;
	readonly summary = "";
	readonly notes: readonly string[];
	readonly reads: NonNullable<OpenedSource["reads"]>;
	readonly dispose: NonNullable<OpenedSource["dispose"]>;

	constructor(first: OpenedSource, second: OpenedSource) {
		this.#first = first;
		this.#second = second;
		const { notes, reads = () => false, dispose = async () => undefined } = ofAll([first, second]);
		this.notes = notes;
		this.reads = reads;
		this.dispose = dispose;
	}

	total(): Total | undefined {
		const [first, second] = [this.#first.total(), this.#second.total()];
		return first && second && { count: first.count * second.count, exact: first.exact && second.exact };
	}

	position(index: number): PairPosition | undefined {
		const mark = this.#marks.at(index);
		if (!mark) return undefined;
		const second = this.#second.position?.(mark.from);
		return {
			...mark,
			first: this.#first.position?.(mark.at),
			second: mark.from > 0 ? second : undefined,
			seen: this.#end ?? second,
			isWhole: this.#isWhole,
		};
	}

	async changeSince(position: SourcePosition): Promise<SourceChange | undefined> {
		const { first, seen, isWhole } = position as PairPosition;
		const change = first && (await this.#first.changeSince?.(first));
		if (change?.isBeforeMark) return change;
		const other = seen && (await this.#second.changeSince?.(seen));
		// One more of the second source makes one more for each of the first.
		return other ? { ...other, isBeforeMark: other.isBeforeMark || isWhole } : change;
	}

	async *chunks(signal: AbortSignal, position?: SourcePosition): AsyncIterable<readonly Item[]> {
		const { at, first, from, second, seen, isWhole, ...begin } = (position as PairPosition | undefined) ?? start;
		if (isWhole) [this.#end, this.#isWhole] = [seen, true];
		this.#marks = new Positions();
		this.#marks.pass({ index: begin.index, at, from });
		let { index } = begin;
		let ready: Item[] = [];
		for await (const chunk of this.#first.chunks(signal, first)) {
			for (const one of chunk) {
				if (one.index < at) continue;
				const isBegun = one.index === at;
				for await (const others of this.#others(signal, isBegun ? second : undefined)) {
					for (const other of others) {
						if (!isBegun || other.index >= from) ready.push(joined([one, other], index++));
					}
					if (ready.length < chunkItems) continue;
					this.#marks.pass({ index, at: one.index, from: (others.at(-1)?.index ?? -1) + 1 });
					yield ready;
					ready = [];
				}
				if (signal.aborted) return;
				this.#marks.pass({ index, at: one.index + 1, from: 0 });
			}
		}
		if (ready.length > 0 && !signal.aborted) yield ready;
	}

	async *#others(signal: AbortSignal, from: SourcePosition | undefined): AsyncIterable<readonly Item[]> {
		if (this.#held) {
			if (this.#held.length > 0) yield this.#held;
			return;
		}
		let all: Item[] | undefined = from ? undefined : [];
		for await (const chunk of this.#second.chunks(signal, from)) {
			all = all && all.length + chunk.length <= maxHeld ? [...all, ...chunk] : undefined;
			yield chunk;
		}
		if (signal.aborted) return;
		this.#held = all;
		this.#end = this.#second.position?.(Number.MAX_SAFE_INTEGER);
		this.#isWhole = true;
	}
}

const start: PairPosition = { index: 0, at: 0, from: 0, isWhole: false };

import { formatCount, formatCountOf } from "../../base/format.ts";
import type { FailedOutcome } from "../../engine/model/outcome.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import type { RunReader } from "../../store/runReader.ts";

/** Items read at a time: there may be millions. */
const pageItems = 500;

/** Goes through the items page by page; where the database is damaged, through those that can still be read. */
export class FailedReading {
	readonly #reader: RunReader;
	readonly #outcomes: readonly FailedOutcome[];
	/** In doubt since the last process died: not among the failed ones yet. */
	#inDoubt: readonly FailedItem[];
	#after = -1;
	#readable: Iterator<FailedItem> | undefined;
	/** Items given so far. */
	count = 0;
	damage: DamagedRunError | undefined;

	constructor(reader: RunReader, outcomes: readonly FailedOutcome[]) {
		this.#reader = reader;
		this.#outcomes = outcomes;
		this.#inDoubt = inDoubtIn(reader);
	}

	/** Empty at the end. */
	next(): readonly FailedItem[] {
		const page = this.#readable ? readOn(this.#readable) : this.#page();
		const last = page.at(-1)?.item.index;
		this.#after = last ?? this.#after;
		const items = [...page, ...this.#takeInDoubt(last ?? Infinity)].sort((a, b) => a.item.index - b.item.index);
		this.count += items.length;
		return items;
	}

	#takeInDoubt(upTo: number): readonly FailedItem[] {
		const taken = this.#inDoubt.filter(({ item }) => item.index <= upTo);
		this.#inDoubt = this.#inDoubt.slice(taken.length);
		return taken;
	}

	/** How many of the failed items could be read, for the user. */
	get readText(): string {
		try {
			const { counts } = this.#reader.status();
			const all = this.#outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
			return `${formatCount(this.count)} of its ${formatCountOf(all, "failed item")} could be read.`;
		} catch (error) {
			if (!(error instanceof DamagedRunError)) throw error;
			return `${formatCountOf(this.count, "failed item")} could be read; how many there are is unknown.`;
		}
	}

	#page(): readonly FailedItem[] {
		try {
			return this.#reader.failures({ outcome: this.#outcomes }, { after: this.#after, limit: pageItems });
		} catch (error) {
			if (!(error instanceof DamagedRunError)) throw error;
			this.damage = error;
			this.#readable = this.#reader.readableFailures(this.#outcomes, this.#after)[Symbol.iterator]();
			return readOn(this.#readable);
		}
	}
}

function inDoubtIn(reader: RunReader): readonly FailedItem[] {
	try {
		return reader.inDoubt();
	} catch (error) {
		// Which is met again, and told, as the failed items are read.
		if (error instanceof DamagedRunError) return [];
		throw error;
	}
}

function readOn(items: Iterator<FailedItem>): readonly FailedItem[] {
	const read: FailedItem[] = [];
	for (let next = items.next(); !next.done; next = items.next()) {
		if (read.push(next.value) >= pageItems) break;
	}
	return read;
}

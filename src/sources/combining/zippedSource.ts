import { formatCountOf } from "../../base/format.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import type { SourcePosition, Total } from "../../engine/model/ports.ts";
import type { OpenedSource, SourceChange } from "../sourceKind.ts";
import { type Axis, joined, ofAll } from "./axes.ts";

interface ZippedPosition extends SourcePosition {
	/** Of each source, at or before the item of that index. Null: its beginning. */
	readonly places: readonly (SourcePosition | null)[];
}

/** The first items of several sources as one, the second ones, and so on. @throws SettingsError where they are known not to be as many */
export function zippedSource(axes: readonly Axis[]): OpenedSource {
	assertSameLength(axes);
	const sources = axes.map(({ source }) => source);
	return {
		...ofAll(sources),
		summary: "",
		total: () => smallest(sources.map((source) => source.total())),
		position(index): ZippedPosition | undefined {
			const places = sources.map((source) => source.position?.(index) ?? null);
			const begin = Math.max(...places.map((place) => place?.index ?? 0));
			return begin === 0 && places.every((place) => place === null) ? undefined : { index: begin, places };
		},
		async changeSince(position) {
			let found: SourceChange | undefined;
			for (const [at, place] of (position as ZippedPosition).places.entries()) {
				const change = place && (await sources[at]?.changeSince?.(place));
				if (change && !found?.isBeforeMark) found = change;
			}
			return found;
		},
		async *chunks(signal, from) {
			const { index: begin = 0, places = [] } = (from as Partial<ZippedPosition> | undefined) ?? {};
			let index = begin;
			const readers = axes.map(({ name, source }, at) => {
				const chunks = source.chunks(signal, places[at] ?? undefined);
				return new Reader(name, chunks[Symbol.asyncIterator](), begin);
			});
			try {
				for (;;) {
					for (const reader of readers) await reader.fill();
					if (signal.aborted) return;
					const count = Math.min(...readers.map(({ ready }) => ready));
					if (count === 0) break;
					const taken = readers.map((reader) => reader.take(count));
					const first = taken[0] ?? [];
					yield first.map((_, at) =>
						joined(
							taken.map((items) => items[at] as Item),
							index++,
						),
					);
				}
				const longer = readers.find(({ ready }) => ready > 0);
				const ended = readers.find(({ ready }) => ready === 0);
				if (longer && ended) throw unevenError(ended.name, index, longer.name);
			} finally {
				for (const reader of readers) await reader.close();
			}
		},
	};
}

/** Reads one of the sources. */
class Reader {
	readonly name: string;
	readonly #chunks: AsyncIterator<readonly Item[]>;
	readonly #from: number;
	#items: readonly Item[] = [];
	#at = 0;

	/** @param from index of the first item that is wanted */
	constructor(name: string, chunks: AsyncIterator<readonly Item[]>, from: number) {
		this.name = name;
		this.#chunks = chunks;
		this.#from = from;
	}

	/** Items that can be taken. */
	get ready(): number {
		return this.#items.length - this.#at;
	}

	/** Afterwards there is an item, or the source has ended. */
	async fill(): Promise<void> {
		while (this.ready === 0) {
			const { done, value } = await this.#chunks.next();
			if (done) return;
			this.#items = value.filter(({ index }) => index >= this.#from);
			this.#at = 0;
		}
	}

	take(count: number): readonly Item[] {
		const items = this.#items.slice(this.#at, this.#at + count);
		this.#at += count;
		return items;
	}

	async close(): Promise<void> {
		await this.#chunks.return?.();
	}
}

function assertSameLength(axes: readonly Axis[]): void {
	const known = axes.flatMap(({ name, source }) => {
		const total = source.total();
		return total?.exact ? [{ name, count: total.count }] : [];
	});
	const [first] = known;
	const other = known.find(({ count }) => count !== first?.count);
	if (!first || !other) return;
	const counts = `"${first.name}" has ${formatCountOf(first.count, "item")}, "${other.name}" has ${formatCountOf(other.count, "item")}`;
	throw new SettingsError(`${counts}: only as many can be put side by side.`, { path: [other.name] });
}

function unevenError(ended: string, count: number, longer: string): SettingsError {
	const message = `"${ended}" has ended after ${formatCountOf(count, "item")}, and "${longer}" has more: only as many can be put side by side.`;
	return new SettingsError(message, { path: [longer] });
}

function smallest(totals: readonly (Total | undefined)[]): Total | undefined {
	return totals.reduce((least, total) => {
		if (!least || !total) return least ?? total;
		if (least.exact !== total.exact) return least.exact ? least : total;
		return total.count < least.count ? total : least;
	}, undefined);
}

import type { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import type { SourcePosition, Total } from "../../engine/model/ports.ts";
import type { OpenedSource, SourceChange } from "../sourceKind.ts";
import { NarrowedPositions, renumbered } from "./narrowedPosition.ts";

/** So many items are looked at to tell how many are left out. */
const surveyedItems = 10_000;

/** Whether an item stays; a text: it does, and fails with it. */
export type Keeps = (item: Item) => boolean | string;

/** What a survey has found. */
export interface Survey {
	readonly seen: number;
	readonly kept: number;
	/** Whether those are all. */
	readonly isAll: boolean;
}

/** Only some items of a source, numbered anew. */
export class FilteredSource implements OpenedSource {
	readonly #inner: OpenedSource;
	readonly #keeps: Keeps;
	readonly #positions: NarrowedPositions;
	#survey: Survey = { seen: 0, kept: 0, isAll: false };
	#exact: number | undefined;
	summary: string;
	notes: readonly string[];
	whyEmpty: SettingsError | undefined;

	private constructor(inner: OpenedSource, keeps: Keeps) {
		this.#inner = inner;
		this.#keeps = keeps;
		this.#positions = new NarrowedPositions(inner);
		this.summary = inner.summary;
		this.notes = inner.notes ?? [];
	}

	/**
	 * Reads until there is an item, and so far that the share of those that are left out is known.
	 * @param exact how many there are, where that is known: then nothing is read
	 */
	static async open(inner: OpenedSource, keeps: Keeps, exact?: number): Promise<FilteredSource> {
		const source = new FilteredSource(inner, keeps);
		if (exact === undefined) await source.#look();
		else source.#exact = exact;
		return source;
	}

	get survey(): Survey {
		return this.#survey;
	}

	total(): Total | undefined {
		if (this.#exact !== undefined) return { count: this.#exact, exact: true };
		const { seen, kept } = this.#survey;
		const total = this.#inner.total();
		return total && seen > 0 ? { count: Math.round((total.count * kept) / seen), exact: false } : undefined;
	}

	position(index: number): SourcePosition | undefined {
		return this.#positions.at(index);
	}

	changeSince(position: SourcePosition): Promise<SourceChange | undefined> {
		return this.#positions.changeSince(position);
	}

	async *chunks(signal: AbortSignal, from?: SourcePosition): AsyncIterable<readonly Item[]> {
		const { skipTo, inner, ...begin } = this.#positions.begin(from);
		let { index } = begin;
		for await (const chunk of this.#inner.chunks(signal, inner)) {
			const kept: Item[] = [];
			for (const item of chunk) {
				const keeps = item.index >= skipTo && this.#keeps(item);
				if (keeps === false) continue;
				kept.push(renumbered(keeps === true ? item : { ...item, problem: keeps }, index++));
			}
			const last = chunk.at(-1);
			if (last && last.index >= skipTo) this.#positions.pass(index, last.index + 1);
			if (kept.length > 0) yield kept;
		}
		if (!signal.aborted) this.#exact = index;
	}

	async #look(): Promise<void> {
		let [seen, kept] = [0, 0];
		for await (const chunk of this.#inner.chunks(new AbortController().signal)) {
			for (const item of chunk) {
				seen++;
				if (this.#keeps(item) !== false) kept++;
			}
			this.#survey = { seen, kept, isAll: false };
			if (kept > 0 && seen >= surveyedItems) return;
		}
		this.#survey = { seen, kept, isAll: true };
		this.#exact = kept;
	}
}

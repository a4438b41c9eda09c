import { formatCount } from "../../base/format.ts";
import type { Item } from "../../engine/model/item.ts";
import type { SourcePosition, Total } from "../../engine/model/ports.ts";
import type { OpenedSource, SourceChange } from "../sourceKind.ts";
import { NarrowedPositions } from "./narrowedPosition.ts";

/** A group is in memory as a whole. */
const maxGroupRows = 100_000;
/** Items that are looked at to estimate how many groups there are. */
const surveyedItems = 10_000;

/** What an item belongs to. @throws RenderError where the item does not say */
export type GroupOf = (item: Item) => unknown;

/** What an item belongs to, as JSON and as it is; or why that is not known. */
interface Belonging {
	readonly id?: string | undefined;
	readonly group: unknown;
	readonly problem: string | undefined;
}

/** Consecutive items that belong together. */
class Group {
	readonly first: Item;
	/** Its value as JSON; undefined while only items that could not be read are in it. */
	id: string | undefined;
	group: unknown = null;
	readonly rows: unknown[] = [];
	count = 0;
	problem: string | undefined;

	constructor(first: Item) {
		this.first = first;
	}
}

/**
 * Items of a source as one where they follow each other and have the same value: `{ group, rows }`. What cannot be read
 * may belong to the group before it or after it: neither is run with a part of it missing.
 */
export class GroupedSource implements OpenedSource {
	readonly #inner: OpenedSource;
	readonly #groupOf: GroupOf;
	readonly #positions: NarrowedPositions;
	#survey = { items: 0, groups: 0 };
	#exact: number | undefined;
	readonly summary: string;
	readonly notes: readonly string[];

	private constructor(inner: OpenedSource, groupOf: GroupOf) {
		this.#inner = inner;
		this.#groupOf = groupOf;
		this.#positions = new NarrowedPositions(inner);
		this.summary = `groups of ${inner.summary}`;
		this.notes = inner.notes ?? [];
	}

	/** @throws RenderError where none of the first items says what it belongs to */
	static async open(inner: OpenedSource, groupOf: GroupOf): Promise<GroupedSource> {
		const source = new GroupedSource(inner, groupOf);
		await source.#look();
		return source;
	}

	total(): Total | undefined {
		if (this.#exact !== undefined) return { count: this.#exact, exact: true };
		const total = this.#inner.total();
		const { items, groups } = this.#survey;
		return total && items > 0 ? { count: Math.round((total.count * groups) / items), exact: false } : undefined;
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
		let open: Group | undefined;
		/** What could not be read since the last item that could. */
		let unread: Item | undefined;
		let ready: Item[] = [];
		for await (const chunk of this.#inner.chunks(signal, inner)) {
			for (const item of chunk) {
				if (item.index < skipTo) continue;
				const { id, group, problem } = this.#belongs(item);
				const isNext = open !== undefined && id !== undefined && open.id !== undefined && id !== open.id;
				if (open && isNext) {
					ready.push(itemOf(open, index++));
					const first: Item = unread ?? item;
					this.#positions.pass(index, first.index);
					open = new Group(first);
					open.problem = unread?.problem;
				}
				open ??= new Group(item);
				add(open, item, { id, group, problem });
				unread = id === undefined ? (unread ?? { ...item, problem }) : undefined;
			}
			if (ready.length === 0) continue;
			yield ready;
			ready = [];
		}
		if (signal.aborted) return;
		if (open) ready.push(itemOf(open, index++));
		this.#exact = index;
		if (ready.length > 0) yield ready;
	}

	#belongs(item: Item): Belonging {
		if (item.problem !== undefined) return { group: null, problem: item.problem };
		try {
			const group = this.#groupOf(item) ?? null;
			return { id: JSON.stringify(group), group, problem: undefined };
		} catch (error) {
			return { group: null, problem: (error as Error).message };
		}
	}

	async #look(): Promise<void> {
		let [items, groups] = [0, 0];
		let last: string | undefined;
		let firstError: unknown;
		let hasGroup = false;
		for await (const chunk of this.#inner.chunks(new AbortController().signal)) {
			for (const item of chunk) {
				items++;
				if (item.problem !== undefined) continue;
				try {
					const id = JSON.stringify(this.#groupOf(item) ?? null);
					hasGroup = true;
					if (id !== last) groups++;
					last = id;
				} catch (error) {
					firstError ??= error;
				}
			}
			if (items >= surveyedItems) break;
		}
		if (!hasGroup && firstError !== undefined) throw firstError;
		this.#survey = { items, groups };
		if (items === 0) this.#exact = 0;
	}
}

function add(open: Group, item: Item, { id, group, problem }: Belonging): void {
	open.problem ??= problem;
	open.count++;
	if (open.id === undefined && id !== undefined) {
		open.id = id;
		open.group = group;
	}
	if (problem === undefined && open.count <= maxGroupRows) open.rows.push(item.value);
}

function itemOf({ first, id, group, rows, count, problem }: Group, index: number): Item {
	const base = { index, key: String(index), location: first.location };
	const name = id === undefined ? "A group" : `The group ${id}`;
	if (problem !== undefined) {
		const why = `${name} may lack what could not be read, and is not run without it: ${problem}`;
		return { ...base, value: { group, rows: rows.slice(0, 1) }, problem: why };
	}
	if (count > maxGroupRows) {
		const why = `${name} has ${formatCount(count)} rows; at most ${formatCount(maxGroupRows)} become one item.`;
		return { ...base, value: { group, rows: rows.slice(0, 1) }, problem: why };
	}
	return { ...base, value: { group, rows }, problem: undefined };
}

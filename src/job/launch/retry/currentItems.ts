import { isDeepStrictEqual } from "node:util";
import { formatCountOf } from "../../../base/format.ts";
import { SettingsError } from "../../../base/settingsError.ts";
import { UsageError } from "../../../base/usageError.ts";
import type { Item } from "../../../engine/model/item.ts";
import type { SourcePosition } from "../../../engine/model/ports.ts";
import type { Job } from "../../file/job.ts";
import type { JobItems } from "../../plan/items/openItems.ts";

/** Items that are to be tried again, with their values as the source has them now. */
export interface CurrentItems {
	/** The same item, as it is now where that is known. */
	of(item: Item): Item;
	/** What has changed, for the user. */
	readonly notes: readonly string[];
}

export interface CurrentItemsOptions {
	/** The job as it is now, and as it ran. */
	readonly job: Job;
	readonly saved: Job;
	/** How many items the source had; undefined where nobody knows. */
	readonly total: number | undefined;
	/** Where the source was read to, if the values are those of that reading: it need not be read if it is the same. */
	readonly mark: SourcePosition | undefined;
	/** @throws UsageError where there is nothing to read from */
	openSource(): Promise<Pick<JobItems, "source" | "dispose">>;
}

/**
 * Finds the items in their source: by key, where the job gives keys or they are paths; else by their place, as long as
 * the source has as many items as it had, so that no other item is taken for one of them.
 * @param pages the items, page by page
 */
export async function currentItems(
	pages: () => Iterable<readonly Item[]>,
	{ job, saved, total, mark, openSource }: CurrentItemsOptions,
): Promise<CurrentItems> {
	const isSameSource = isDeepStrictEqual(saved.definition.items, job.definition.items);
	let wanted: Wanted;
	let count = 0;
	let dispose: JobItems["dispose"] | undefined;
	try {
		const opened = await openSource();
		const { source } = opened;
		dispose = () => opened.dispose();
		if (isSameSource && mark && !(await source.changeSince?.(mark))) return { of: (item) => item, notes: [] };
		wanted = new Wanted(pages());
		for await (const chunk of source.chunks(new AbortController().signal)) {
			count += chunk.length;
			for (const item of chunk) wanted.compare(item);
		}
	} catch (error) {
		if (!(error instanceof UsageError || error instanceof SettingsError)) throw error;
		return stored(`The items cannot be read any more (${error.message}): the values that they had are sent.`);
	} finally {
		await dispose?.();
	}
	const trustsPlaces = isSameSource && count === total;
	const found = wanted.result(trustsPlaces);
	const notes: string[] = [];
	if (found.changed.size > 0) {
		const has = found.changed.size === 1 ? "has another value" : "have other values";
		notes.push(`${formatCountOf(found.changed.size, "item")} ${has} now, which will be used.`);
	}
	if (found.missing > 0) {
		const why = "the source does not have them at their place, or under their key, any more";
		notes.push(`The values that ${formatCountOf(found.missing, "item")} had are used: ${why}.`);
	}
	return { of: (item) => found.changed.get(item.index) ?? item, notes };
}

function stored(note: string): CurrentItems {
	return { of: (item) => item, notes: [note] };
}

/** Items that are looked for. Those whose key is their position have no identity but that. */
class Wanted {
	readonly #places = new Map<number, string>();
	readonly #keys = new Map<string, number[]>();
	readonly #texts = new Map<number, string>();
	/** By index: the item as it is now. */
	readonly #atPlace = new Map<number, Item>();
	readonly #underKey = new Map<string, Item[]>();

	constructor(pages: Iterable<readonly Item[]>) {
		for (const page of pages) {
			for (const item of page) {
				this.#texts.set(item.index, textOf(item));
				if (item.key === String(item.index)) this.#places.set(item.index, item.key);
				else this.#keys.set(item.key, [...(this.#keys.get(item.key) ?? []), item.index]);
			}
		}
	}

	compare(item: Item): void {
		if (this.#places.has(item.index)) this.#atPlace.set(item.index, item);
		if (!this.#keys.has(item.key)) return;
		this.#underKey.set(item.key, [...(this.#underKey.get(item.key) ?? []), item]);
	}

	result(trustsPlaces: boolean): { readonly changed: ReadonlyMap<number, Item>; readonly missing: number } {
		const changed = new Map<number, Item>();
		let missing = 0;
		const take = (index: number, item: Item | undefined) => {
			if (!item) missing++;
			else if (textOf(item) !== this.#texts.get(index)) {
				const { key, value, location, problem } = item;
				changed.set(index, { index, key, value, location, problem });
			}
		};
		for (const index of this.#places.keys()) take(index, trustsPlaces ? this.#atPlace.get(index) : undefined);
		for (const [key, indices] of this.#keys) {
			const items = this.#underKey.get(key) ?? [];
			const isAlone = items.length === 1 && indices.length === 1;
			for (const index of indices) take(index, isAlone ? items[0] : items.find((item) => item.index === index));
		}
		return { changed, missing };
	}
}

/** What an item is to its operation; numbers by their digits. */
function textOf({ value, problem }: Item): string {
	return JSON.stringify([value, problem]);
}

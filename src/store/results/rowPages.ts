import type { ErrorCategory, FailedItem, FailedOutcome } from "../../engine/index.ts";
import type { RunReader } from "../runReader.ts";

/** Rows of a page, at most. */
export const pageRows = 1_000;
/** Items that did not succeed read at a time: with their attempts they may be long. */
const failedAtOnce = 200;
/** Indices read at a time. */
const indicesAtOnce = 5_000;

type Pages<T> = Iterable<readonly T[]>;

/** Which of the items that did not succeed are taken. */
export interface FailedChoice {
	readonly outcome: readonly FailedOutcome[];
	readonly category: ErrorCategory | undefined;
}

/** Items that did not succeed, by index; those in doubt, too. */
export function failedPages(run: RunReader, choice: FailedChoice): Pages<FailedItem> {
	const pages = pagesOf(choice, itemIndex, (after) => run.failures(choice, { after, limit: failedAtOnce }));
	return merged(pages, inDoubt(run, choice), itemIndex);
}

/** Of each only its index. */
export function failedIndexPages(run: RunReader, choice: FailedChoice): Pages<number> {
	const pages = pagesOf(choice, Number, (after) => run.failedIndices(choice, { after, limit: indicesAtOnce }));
	return merged(pages, inDoubt(run, choice).map(itemIndex), Number);
}

function* pagesOf<T>({ outcome }: FailedChoice, indexOf: IndexOf<T>, read: (after: number) => readonly T[]): Pages<T> {
	for (let after = -1; outcome.length > 0; ) {
		const page = read(after);
		const last = page.at(-1);
		if (last === undefined) return;
		yield page;
		after = indexOf(last);
	}
}

function inDoubt(run: RunReader, { outcome, category }: FailedChoice): readonly FailedItem[] {
	if (!outcome.includes("interrupted")) return [];
	return run.inDoubt().filter(({ failure }) => category === undefined || failure.category === category);
}

function itemIndex({ item }: FailedItem): number {
	return item.index;
}

type IndexOf<T> = (one: T) => number;

/** Both by index; pages of them. */
export function* merged<T>(pages: Pages<T>, others: Iterable<T>, indexOf: IndexOf<T>): Pages<T> {
	const iterator = others[Symbol.iterator]();
	let other = iterator.next();
	let page: T[] = [];
	for (const some of pages) {
		for (const one of some) {
			for (; !other.done && indexOf(other.value) < indexOf(one); other = iterator.next()) {
				page.push(other.value);
				if (page.length < pageRows) continue;
				yield page;
				page = [];
			}
			page.push(one);
		}
		yield page;
		page = [];
	}
	for (; !other.done; other = iterator.next()) {
		page.push(other.value);
		if (page.length < pageRows) continue;
		yield page;
		page = [];
	}
	if (page.length > 0) yield page;
}

/** One after the other. */
export function* each<T>(pages: Pages<T>): Iterable<T> {
	for (const page of pages) yield* page;
}

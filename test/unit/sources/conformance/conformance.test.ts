import assert from "node:assert/strict";
import { SettingsError } from "../../../../src/base/settingsError.ts";
import type { Item } from "../../../../src/engine/model/item.ts";
import type { SourcePosition } from "../../../../src/engine/model/ports.ts";
import { noItemsError } from "../../../../src/sources/reading/noItems.ts";
import type { OpenedSource } from "../../../../src/sources/sourceKind.ts";
import { itemsOf } from "../trialFolder.ts";
import { type ConformingSource, type Row, rowsOf, SourceTrial } from "./conformingSource.ts";
import { localSources } from "./localSources.ts";
import { remoteSources } from "./remoteSources.ts";

/** Every source gives items in the same way. A new kind is an entry in one of these lists. */
const sources: readonly ConformingSource[] = [...localSources, ...remoteSources];

/** A position as a store gives it back. */
function kept(position: SourcePosition): SourcePosition {
	return JSON.parse(JSON.stringify(position)) as SourcePosition;
}

async function itemsFrom(source: OpenedSource, position: SourcePosition): Promise<readonly Item[]> {
	const items: Item[] = [];
	for await (const chunk of source.chunks(new AbortController().signal, position)) items.push(...chunk);
	return items;
}

for (const source of sources) {
	describe(`items from ${source.name}`, () => {
		const { rows: count = 1_500, changes = "noticed", itemOf = (row: Row): unknown => row } = source;
		const rows = rowsOf(count);
		let trial: SourceTrial;
		let settings: unknown;
		before(async function () {
			if (source.isThere && !(await source.isThere())) this.skip();
		});
		beforeEach(async () => {
			trial = new SourceTrial(source);
			settings = await source.write(rows, trial);
		});
		afterEach(() => trial?.remove());

		/** The source after a reading of about half of its items, with the place of the first quarter. */
		async function halfRead(): Promise<SourcePosition | undefined> {
			const opened = await trial.open(settings);
			let seen = 0;
			for await (const chunk of opened.chunks(new AbortController().signal)) {
				seen += chunk.length;
				if (seen > count / 2) break;
			}
			const position = opened.position?.(Math.floor(count / 4));
			return position && kept(position);
		}

		async function changeWith(changed: readonly Row[], position: SourcePosition | undefined) {
			const now = await trial.open(await source.write(changed, trial), { isResumed: true });
			return position && now.changeSince?.(position);
		}

		it("are the values, numbered and keyed, however often they are read", async () => {
			const opened = await trial.open(settings);
			const items = await itemsOf(opened);
			assert.deepEqual(
				items.map(({ value, problem }) => problem ?? value),
				rows.map(itemOf),
			);
			assert.deepEqual(
				items.map(({ index }) => index),
				rows.map((_, index) => index),
			);
			assert.equal(new Set(items.map(({ key }) => key)).size, count);
			assert.deepEqual(await itemsOf(opened), items);
			assert.deepEqual(opened.total(), { count, exact: true });
			// How many rows a query has is told only where they are read soon enough.
			assert.match(opened.summary, /\w/);
		});

		it("are the same from every place on", async () => {
			const first = await trial.open(settings);
			const all = await itemsOf(first);
			const places = new Map<string, number>();
			for (let index = 0; index < count; index += 25) {
				const position = first.position?.(index);
				if (!position) continue;
				assert.ok(position.index <= index, `${position.index} is after ${index}`);
				places.set(JSON.stringify(position), index);
			}
			if (!source.onlyFromStart) assert.ok(places.size >= 3, `${places.size} places`);
			const step = Math.ceil(places.size / 12);
			for (const text of [...places.keys()].filter((_, at) => at % step === 0)) {
				const position = JSON.parse(text) as SourcePosition;
				const again = await trial.open(settings, { isResumed: true });
				assert.equal(await again.changeSince?.(position), undefined);
				assert.deepEqual(await itemsFrom(again, position), all.slice(position.index));
				const later = again.position?.(count - 1);
				if (later) assert.deepEqual(await itemsFrom(again, kept(later)), all.slice(later.index));
			}
		});

		it("end early without an error when nobody wants them any more", async () => {
			const opened = await trial.open(settings);
			const abort = new AbortController();
			let seen = 0;
			for await (const chunk of opened.chunks(abort.signal)) {
				seen += chunk.length;
				abort.abort();
			}
			assert.ok(seen > 0 && seen <= count);
			for await (const _ of opened.chunks(abort.signal)) assert.fail("gave items after the abort");
			assert.equal((await itemsOf(opened)).length, count);
		});

		it("are none, and that is told", async () => {
			const empty = new SourceTrial(source);
			const none = await source.write([], empty);
			const found = await empty.open(none).then(
				(opened) => noItemsError(opened, source.kind.describe(source.kind.schema.parse(none))),
				(error: unknown) => error,
			);
			empty.remove();
			assert.ok(found instanceof SettingsError, String(found));
			assert.match(found.message, /^[A-Z`"].+\.$/s);
		});

		if (changes === "noticed") {
			it("have changed where they were read already", async () => {
				const position = await halfRead();
				const changed = rows.map((row) => (row.id === 3 ? { ...row, text: row.text.replace(/./, "Z") } : row));
				if (source.seesChangedRow !== false) assert.equal((await changeWith(changed, position))?.isBeforeMark, true);
				const fewer = await changeWith(rows.slice(0, 2), position);
				if (source.seesChangedRow !== false) assert.equal(fewer?.isBeforeMark, true);
			});

			it("have changed at the end, which had not been read", async () => {
				const position = await halfRead();
				const more = [...rows, { id: count, text: "one more" }];
				const change = await changeWith(more, position);
				if (source.seesLaterRows === false) {
					assert.equal(change, undefined);
					return;
				}
				assert.ok(change, "nothing was noticed");
				assert.match(change.message, /^\S.+\.$/);
				if (!source.onlyFromStart) assert.equal(change.isBeforeMark, source.allDependOnEach ?? false);
			});
		} else {
			it("stay what they were, whatever becomes of what gave them", async () => {
				const position = await halfRead();
				const all = await itemsOf(await trial.open(settings, { isResumed: true }));
				if (source.context || source.kind.readsOnce) await source.write(rows.slice(0, 1), trial);
				if (source.kind.name === "selection") return;
				const again = await trial.open(settings, { isResumed: true });
				assert.equal(position && (await again.changeSince?.(position)), undefined);
				assert.deepEqual(await itemsOf(again), all);
			});
		}

		const { damage, damaged } = source;
		if (damage && damaged) {
			it("tell what cannot be read in the middle of them", async () => {
				const at = Math.floor(count * 0.7);
				const other = new SourceTrial(source);
				await source.write(rows, other);
				const opening = other.open(await damage(rows, at, other));
				const items: Item[] = [];
				const reading = opening.then(async (opened) => {
					for await (const chunk of opened.chunks(new AbortController().signal)) items.push(...chunk);
				});
				if (damaged === "item") {
					await reading;
					assert.equal(items.length, count);
					assert.match(items[at]?.problem ?? "", /line \d+/i);
					assert.deepEqual(items[at + 1]?.value, itemOf(rows[at + 1] as Row));
				} else {
					await assert.rejects(reading, { message: damaged });
				}
				other.remove();
			});
		}
	});
}

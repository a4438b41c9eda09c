import { crc32 } from "node:zlib";
import { formatCountOf } from "../../base/format.ts";
import { parseJson } from "../../base/parseJson.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { Item, ItemLocation } from "../../engine/model/item.ts";
import type { SourcePosition, Total } from "../../engine/model/ports.ts";
import { excerpt } from "../formats/excerpt.ts";
import { Positions } from "../reading/blockPosition.ts";
import type { OpenedSource, SourceChange } from "../sourceKind.ts";
import type { RowBlock } from "./rowBlock.ts";
import { type ReadRows, RowSurvey } from "./rowSurvey.ts";

export interface RowSourceOptions {
	/** The rows from the first, as they are now. @throws SettingsError where they cannot be read (any more) */
	readonly read: ReadRows;
	/** What the rows are of, for messages: `people.xlsx`. */
	readonly label: string;
	/** A number that changes whenever the rows may have; undefined where there is none, and they are compared. */
	readonly stamp: number | undefined;
	/** Whether a new stamp says something of rows that were not read yet. */
	readonly isWholeTable?: boolean | undefined;
	/** The file that rows are in, if they have lines. */
	readonly file?: string | undefined;
	/** Whether the items are in, or are, the file with this identity. */
	reads?(identity: string): boolean;
	/** Puts into words what was found; called once, when the first rows have been read. */
	summarize(total: Total | undefined, columns: readonly string[] | undefined): string;
}

/** How far rows have been read, and what they were. */
interface RowMark {
	/** How many. */
	readonly index: number;
	/** CRC-32 of them. */
	readonly crc: number;
}

/** Between two rows. */
interface RowPosition extends SourcePosition, RowMark {
	/** The furthest that the source has been read. */
	readonly checked: RowMark;
	readonly stamp?: number | undefined;
}

const start: RowMark = { index: 0, crc: 0 };

/**
 * A source over rows that can only be read from the first: those of a query, or of a sheet. It is read on from a place by
 * passing over the rows before, and what these were is compared with what they are.
 */
export class RowSource implements OpenedSource {
	readonly summary: string;
	readonly notes: readonly string[];
	readonly #options: RowSourceOptions;
	#survey: RowSurvey | undefined;
	#exact: number | undefined;
	#positions = new Positions<RowMark>();
	#checked = start;

	private constructor(options: RowSourceOptions, survey: RowSurvey) {
		this.#options = options;
		this.#survey = survey;
		if (survey.isWhole) this.#exact = survey.blocks.reduce((sum, { rows }) => sum + rows.length, 0);
		this.summary = options.summarize(this.total(), survey.blocks[0]?.columns);
		const { note } = survey.blocks[0] ?? {};
		this.notes = note === undefined ? [] : [note];
	}

	/** Reads the first rows. @throws SettingsError */
	static async open(options: RowSourceOptions): Promise<RowSource> {
		return new RowSource(options, await RowSurvey.begin(options.read));
	}

	total(): Total | undefined {
		return this.#exact === undefined ? undefined : { count: this.#exact, exact: true };
	}

	reads(identity: string): boolean {
		return this.#options.reads?.(identity) ?? false;
	}

	position(index: number): RowPosition {
		const { stamp } = this.#options;
		return { ...(this.#positions.at(index) ?? start), checked: this.#checked, stamp };
	}

	async dispose(): Promise<void> {
		await this.#survey?.dispose();
	}

	async changeSince(position: SourcePosition): Promise<SourceChange | undefined> {
		const { checked, stamp } = position as RowPosition;
		const { label, isWholeTable } = this.#options;
		if (stamp !== undefined && stamp === this.#options.stamp) return undefined;
		let mark = start;
		let isEnd = true;
		for await (const block of this.#options.read(new AbortController().signal)) {
			const upTo = advanced(mark, block.rows.slice(0, checked.index - mark.index));
			isEnd = upTo.index === mark.index + block.rows.length;
			mark = upTo;
			if (mark.index >= checked.index && !isEnd) break;
		}
		const rows = formatCountOf(checked.index, "row");
		if (mark.index !== checked.index || mark.crc !== checked.crc) {
			return { isBeforeMark: true, message: changedMessage(label, rows) };
		}
		if (!isWholeTable || isEnd) return undefined;
		return {
			isBeforeMark: false,
			message: `${label} was written since; the first ${rows}, which the run had read, are the same.`,
		};
	}

	async *chunks(signal: AbortSignal, from?: SourcePosition): AsyncIterable<readonly Item[]> {
		const begin = (from as RowPosition | undefined) ?? { ...start, checked: start };
		this.#positions = new Positions();
		this.#positions.pass(begin);
		this.#checked = begin.checked;
		let mark = start;
		for await (const block of this.#blocks(signal)) {
			if (signal.aborted) return;
			// These the run has had: they must be the same.
			const old = Math.max(0, Math.min(block.rows.length, begin.index - mark.index));
			if (old > 0) mark = advanced(mark, block.rows.slice(0, old));
			if (mark.index === begin.index && mark.crc !== begin.crc) throw this.#changed(begin);
			if (old === block.rows.length) continue;
			const before = mark.index;
			mark = this.#pass(advanced(mark, block.rows.slice(old)));
			yield this.#itemsOf(old > 0 ? cut(block, old) : block, before);
		}
		if (signal.aborted) return;
		if (mark.index < begin.index) throw this.#changed(begin);
		this.#exact = mark.index;
	}

	/** All rows: those that were read to look at them, and the rest of the same reading; or anew. */
	async *#blocks(signal: AbortSignal): AsyncIterable<RowBlock> {
		const survey = this.#survey;
		if (!survey) {
			yield* this.#options.read(signal);
			return;
		}
		const [first, ...others] = survey.blocks;
		if (first) yield first;
		if (survey.isWhole) {
			yield* others;
			return;
		}
		// Who wants more than the first rows is who reads them all. Others may have taken the rest meanwhile.
		const rest = survey.take(signal);
		this.#survey = undefined;
		if (rest) {
			yield* rest;
			return;
		}
		let given = 0;
		for await (const block of this.#options.read(signal)) {
			const had = first?.rows.slice(given, given + block.rows.length) ?? [];
			if (had.some((row, at) => row !== block.rows[at]))
				throw this.#changed({ index: first?.rows.length ?? 0, crc: 0 });
			given += had.length;
			if (had.length < block.rows.length) yield had.length > 0 ? cut(block, had.length) : block;
		}
	}

	#pass(mark: RowMark): RowMark {
		this.#positions.pass(mark);
		if (mark.index > this.#checked.index) this.#checked = mark;
		return mark;
	}

	#changed({ index }: RowMark): SettingsError {
		const message = changedMessage(this.#options.label, formatCountOf(index, "row"));
		return new SettingsError(message, { path: [], suggestion: "Start over (--fresh) to work on what is there now." });
	}

	#itemsOf({ rows, lines }: RowBlock, first: number): readonly Item[] {
		const { file } = this.#options;
		return rows.map((row, at): Item => {
			const index = first + at;
			const line = lines?.[at];
			const location: ItemLocation | undefined = file === undefined || line === undefined ? undefined : { file, line };
			const { value, problem } = itemValueOf(row);
			return { index, key: String(index), value, location, problem };
		});
	}
}

/** A database may hold JSON that is nested too deeply for us. */
function itemValueOf(row: string): Pick<Item, "value" | "problem"> {
	try {
		return { value: parseJson(row), problem: undefined };
	} catch (error) {
		return { value: excerpt(row), problem: `The row cannot be read: ${(error as Error).message}.` };
	}
}

function changedMessage(label: string, rows: string): string {
	return `The first ${rows} of ${label}, which the run had read, are not the same any more, or in another order.`;
}

function cut({ rows, columns, lines }: RowBlock, from: number): RowBlock {
	return { rows: rows.slice(from), columns, lines: lines?.slice(from) };
}

/** A newline after each row, as two rows must not look like one. */
function advanced({ index, crc }: RowMark, rows: readonly string[]): RowMark {
	return rows.length === 0 ? { index, crc } : { index: index + rows.length, crc: crc32(`${rows.join("\n")}\n`, crc) };
}

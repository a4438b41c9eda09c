import { createHash } from "node:crypto";
import { UsageError } from "../../../base/usageError.ts";
import type { Item } from "../../../engine/model/item.ts";
import { type JsonLine, jsonLines } from "../jsonLines.ts";

const suggestion = "It takes lines of `failed --jsonl` of this run, with other values.";

/** The edited output of `failed --jsonl`: which items are tried again, with which values. */
export class CorrectedItems {
	readonly #file: string;
	/** By index. */
	readonly #lines: ReadonlyMap<number, CorrectedLine>;
	/** Of the file's content: another content is another choice of items. */
	readonly digest: string;

	private constructor(file: string, lines: ReadonlyMap<number, CorrectedLine>, digest: string) {
		this.#file = file;
		this.#lines = lines;
		this.digest = digest;
	}

	/** @param file absolute @throws UsageError, with the line */
	static async read(file: string): Promise<CorrectedItems> {
		const lines = new Map<number, CorrectedLine>();
		const hash = createHash("sha256");
		for await (const { line, text, value } of jsonLines(file, suggestion)) {
			hash.update(`${text}\n`);
			if (!value) continue;
			const { index, ...corrected } = corrections(value, file, line);
			const earlier = lines.get(index);
			if (earlier) throw problem(file, line, `Item ${index} stands in line ${earlier.line}, too.`);
			lines.set(index, { ...corrected, line });
		}
		if (lines.size === 0) throw new UsageError({ message: "The file has no items.", file, suggestion });
		return new CorrectedItems(file, lines, hash.digest("hex"));
	}

	/** Those of the items that the file has, with its values. */
	*of(pages: Iterable<readonly Item[]>): Iterable<readonly Item[]> {
		for (const page of pages) {
			const items = page.flatMap((item) => {
				const corrected = this.#lines.get(item.index);
				return corrected?.key === item.key ? [withValue(item, corrected.value)] : [];
			});
			if (items.length > 0) yield items;
		}
	}

	/** How many there are. @param kind such as "failed item" @throws UsageError where a line is none of the items */
	count(pages: Iterable<readonly Item[]>, runId: string, kind: string): number {
		const found = new Set<number>();
		for (const page of this.of(pages)) for (const { index } of page) found.add(index);
		for (const [index, { line, key }] of this.#lines) {
			if (found.has(index)) continue;
			const name = key === String(index) ? `Item ${index}` : `Item ${index} with the key ${JSON.stringify(key)}`;
			throw problem(this.#file, line, `${name} is no ${kind} of run ${runId}.`);
		}
		return found.size;
	}
}

interface CorrectedLine {
	readonly key: string;
	readonly value: unknown;
	/** From 1. */
	readonly line: number;
}

function corrections(
	{ index, key, value }: NonNullable<JsonLine["value"]>,
	file: string,
	line: number,
): Omit<CorrectedLine, "line"> & { readonly index: number } {
	if (typeof index !== "number" || typeof key !== "string" || value === undefined) {
		throw problem(file, line, 'Expected an object with "index", "key" and "value".');
	}
	return { index, key, value };
}

/** What its source could not read has a value now. */
function withValue(item: Item, value: unknown): Item {
	const isSame = JSON.stringify(value) === JSON.stringify(item.value);
	return isSame ? item : { ...item, value, problem: undefined };
}

function problem(file: string, line: number, message: string): UsageError {
	return new UsageError({ message, file, line, suggestion });
}

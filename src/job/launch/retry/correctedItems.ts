import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { UsageError } from "../../../base/usageError.ts";
import type { Item } from "../../../engine/model/item.ts";
import { type JsonLine, jsonLines } from "../jsonLines.ts";
import { correctedCsv } from "./correctedCsv.ts";
import type { CorrectedLine } from "./correctedLine.ts";

const suggestion = "It takes what `failed --jsonl` or `failed --csv` of this run has written, with other values.";

/** The edited output of `failed --jsonl`, or of `failed --csv` (by the file's ending): which items are tried again, with which values. */
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
		const isTable = /\.[ct]sv$/i.test(file);
		for await (const found of isTable ? correctedCsv(file, suggestion) : correctedJson(file, hash)) {
			const { index, line } = found;
			const earlier = lines.get(index);
			if (earlier) throw problem(file, line, `Item ${index} stands in line ${earlier.line}, too.`);
			lines.set(index, found);
		}
		if (lines.size === 0) throw new UsageError({ message: "The file has no items.", file, suggestion });
		if (isTable) for await (const block of createReadStream(file)) hash.update(block);
		return new CorrectedItems(file, lines, hash.digest("hex"));
	}

	/** How many items the file has. */
	get size(): number {
		return this.#lines.size;
	}

	/** Those of the items that the file has, with its values. */
	*of(pages: Iterable<readonly Item[]>): Iterable<readonly Item[]> {
		for (const page of pages) {
			const items = page.flatMap((item) => {
				const corrected = this.#lines.get(item.index);
				const isSame = corrected && (corrected.key === undefined || corrected.key === item.key);
				return isSame ? [withValue(item, corrected.valueFor(item))] : [];
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
			const hasKey = key !== undefined && key !== String(index);
			const name = hasKey ? `Item ${index} with the key ${JSON.stringify(key)}` : `Item ${index}`;
			throw problem(this.#file, line, `${name} is no ${kind} of run ${runId}.`);
		}
		return found.size;
	}
}

/** Lines of JSON, each with what it adds to the digest. */
async function* correctedJson(file: string, hash: Hash): AsyncIterable<CorrectedLine> {
	for await (const { line, text, value } of jsonLines(file, suggestion)) {
		hash.update(`${text}\n`);
		if (value) yield correctedObject(value, file, line);
	}
}

function correctedObject(
	{ index, key, value }: NonNullable<JsonLine["value"]>,
	file: string,
	line: number,
): CorrectedLine {
	if (typeof index !== "number" || typeof key !== "string" || value === undefined) {
		throw problem(file, line, 'Expected an object with "index", "key" and "value".');
	}
	return { index, key, line, valueFor: () => value };
}

/** What its source could not read has a value now. */
function withValue(item: Item, value: unknown): Item {
	const isSame = JSON.stringify(value) === JSON.stringify(item.value);
	return isSame ? item : { ...item, value, problem: undefined };
}

function problem(file: string, line: number, message: string): UsageError {
	return new UsageError({ message, file, line, suggestion });
}

import { type FileHandle, open } from "node:fs/promises";
import { SettingsError } from "../../base/settingsError.ts";
import { fileBytes } from "../reading/fileBytes.ts";
import type { PagePlace } from "./nextPage.ts";

/** A page as it is kept. */
export interface KeptPage {
	/** Each item as JSON. */
	readonly items: readonly string[];
	/** Where the next page begins in the file. */
	readonly end: number;
}

/** What stands after the items of a page. */
interface PageMark {
	/** Of all pages so far. */
	readonly items: number;
	/** Null after the last page. */
	readonly next: PagePlace | null;
}

/** No JSON begins with it. */
const markSign = "#";
const newline = 0x0a;
/** Looked at to find the last mark: a page is shorter. */
const tailBytes = 32 * 1024 * 1024;

/**
 * The pages that were read, in a file: a line for each item, and one that ends the page with the place of the next. So
 * nothing is asked for twice, and a resumed run has the items that it had, whatever has become of them.
 */
export class PageSpool {
	readonly #file: string;
	#mark: PageMark | undefined;
	#size: number;

	private constructor(file: string, mark: PageMark | undefined, size: number) {
		this.#file = file;
		this.#mark = mark;
		this.#size = size;
	}

	/** @param file absolute; made, unless it is there. A page that was not written to its end is cut off */
	static async open(file: string): Promise<PageSpool> {
		const handle = await open(file, "a+", 0o600);
		try {
			const { size } = await handle.stat();
			const tail = await readAt(handle, Math.max(0, size - tailBytes), Math.min(size, tailBytes));
			const last = lastMark(tail);
			const end = last ? size - tail.length + last.end : 0;
			if (end < size) await handle.truncate(end);
			return new PageSpool(file, last?.mark, end);
		} finally {
			await handle.close();
		}
	}

	/** Bytes. */
	get size(): number {
		return this.#size;
	}

	/** Items of all pages. */
	get items(): number {
		return this.#mark?.items ?? 0;
	}

	/** Where the next page is that was not read yet; undefined if none is left. */
	get next(): PagePlace | undefined {
		return this.#mark ? (this.#mark.next ?? undefined) : { isFirst: true };
	}

	/** On disk when this resolves. @throws SettingsError where the disk takes no more */
	async append(items: readonly string[], next: PagePlace | undefined): Promise<void> {
		const mark: PageMark = { items: this.items + items.length, next: next ?? null };
		const bytes = Buffer.from([...items, `${markSign}${JSON.stringify(mark)}`, ""].join("\n"));
		const handle = await open(this.#file, "r+");
		try {
			await handle.write(bytes, 0, bytes.length, this.#size);
			await handle.datasync();
		} catch (error) {
			const message = `The items cannot be kept in ${this.#file}: ${(error as Error).message}`;
			throw new SettingsError(message, { path: [], cause: error });
		} finally {
			await handle.close();
		}
		this.#size += bytes.length;
		this.#mark = mark;
	}

	/** The pages from a place in the file on. */
	async *pages(signal: AbortSignal, from: number): AsyncIterable<KeptPage> {
		let items: string[] = [];
		let offset = from;
		let pending: Buffer[] = [];
		for await (const block of fileBytes(this.#file, signal, from)) {
			let start = 0;
			for (let at = block.indexOf(newline); at >= 0; at = block.indexOf(newline, start)) {
				const line = Buffer.concat([...pending, block.subarray(start, at)]);
				pending = [];
				start = at + 1;
				offset += line.length + 1;
				const text = line.toString();
				if (!text.startsWith(markSign)) {
					items.push(text);
					continue;
				}
				yield { items, end: offset };
				items = [];
				if (signal.aborted) return;
			}
			if (start < block.length) pending.push(Buffer.from(block.subarray(start)));
		}
	}
}

async function readAt(handle: FileHandle, position: number, size: number): Promise<Buffer> {
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, position);
	return buffer.subarray(0, bytesRead);
}

/** The last whole mark, and where its line ends. */
function lastMark(bytes: Buffer): { readonly mark: PageMark; readonly end: number } | undefined {
	for (let end = bytes.lastIndexOf(newline); end >= 0; ) {
		const start = end === 0 ? 0 : bytes.lastIndexOf(newline, end - 1) + 1;
		const line = bytes.subarray(start, end).toString();
		if (line.startsWith(markSign)) return { mark: JSON.parse(line.slice(1)) as PageMark, end: end + 1 };
		if (start === 0) return undefined;
		end = start - 1;
	}
	return undefined;
}

import { createReadStream } from "node:fs";
import { Tokenizer, TokenType } from "@streamparser/json";
import { JsonLeaves } from "../../base/jsonLeaves.ts";
import { SettingsError } from "../../base/settingsError.ts";

/** A leaf's place in the document, as byte offsets. */
interface LeafPlace {
	readonly pointer: string;
	readonly start: number;
	readonly end: number;
}

const byteOrderMark = Buffer.from("\uFEFF");
const space = /[ \t\r\n]+$/;

/**
 * Copies a JSON document with other leaves; all else, such as the order of keys, indentation and the digits of numbers,
 * stays byte for byte. Holds no more than a part of it, however long it is.
 * @param file absolute
 * @param leafOf the JSON that a leaf becomes, in the order of the document; undefined: it stays
 * @throws SettingsError if the document cannot be read
 */
export async function copyWithLeaves(
	file: string,
	leafOf: (pointer: string) => Promise<string | undefined>,
	write: (text: string) => Promise<void>,
): Promise<void> {
	const leaves = new LeafPlaces();
	const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	/** What is read and not written yet, and its offset. */
	let pending: Buffer = Buffer.alloc(0);
	let at = 0;
	const take = (end: number) => {
		const text = decoder.decode(pending.subarray(0, end - at));
		pending = pending.subarray(end - at);
		at = end;
		return text;
	};
	try {
		for await (const bytes of createReadStream(file) as AsyncIterable<Buffer>) {
			pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
			leaves.push(bytes);
			for (const { pointer, start, end } of leaves.taken()) {
				await write(take(start));
				const text = take(end);
				const leaf = await leafOf(pointer);
				// The space before the comma is not the leaf's.
				await write(leaf === undefined ? text : leaf + (space.exec(text)?.[0] ?? ""));
			}
			if (leaves.settled > at) await write(take(leaves.settled));
		}
		leaves.end();
		await write(take(at + pending.length));
	} catch (error) {
		if (error instanceof SettingsError) throw error;
		throw new SettingsError(`${file} could not be copied: ${(error as Error).message}`, {
			path: ["like"],
			cause: error,
		});
	}
}

class LeafPlaces {
	readonly #tokenizer = new Tokenizer();
	readonly #leaves = new JsonLeaves("");
	/** Of a byte order mark, which the tokenizer does not count. */
	#skipped = 0;
	#isFirst = true;
	#depth = 0;
	#open: Omit<LeafPlace, "end"> | undefined;
	#found: LeafPlace[] = [];
	/** Nothing before this offset is a part of a leaf that is still to come. */
	settled = 0;

	constructor() {
		this.#tokenizer.onToken = ({ token, value, offset }) => this.#next(token, value, offset + this.#skipped);
	}

	push(bytes: Buffer): void {
		if (this.#isFirst && byteOrderMark.equals(bytes.subarray(0, 3))) {
			this.#skipped = 3;
			this.#tokenizer.write(bytes.subarray(3));
		} else this.#tokenizer.write(bytes);
		this.#isFirst = false;
	}

	/** The leaves that were found since. */
	taken(): readonly LeafPlace[] {
		const found = this.#found;
		this.#found = [];
		return found;
	}

	end(): void {
		if (this.#depth > 0 || this.#open || this.settled === 0) throw new Error("it ends too early.");
	}

	#next(token: TokenType, value: unknown, offset: number): void {
		if (this.#open) this.#found.push({ ...this.#open, end: offset });
		if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.#depth++;
		else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#depth--;
		const leaf = this.#leaves.next(token, value);
		this.#open = leaf && { pointer: leaf.pointer, start: offset };
		this.settled = offset;
	}
}

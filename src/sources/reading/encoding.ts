import { z } from "zod";

/** A name that `TextDecoder` knows. */
export const encoding = z
	.string()
	.refine(isKnown, {
		error: ({ input }) => `Expected the name of an encoding, such as "windows-1252" or "utf-16le"; found "${input}".`,
	})
	.describe('What the text is in: "windows-1252", "utf-16le", "shift_jis" and the like. Default: UTF-8.');

function isKnown(label: string): boolean {
	try {
		new TextDecoder(label);
		return true;
	} catch {
		return false;
	}
}

/** The one name of an encoding that has several; undefined for UTF-8. */
export function encodingName(label: string | undefined): string | undefined {
	const name = label === undefined ? "utf-8" : new TextDecoder(label).encoding;
	return name === "utf-8" ? undefined : name;
}

/** No character of UTF-8 has this byte, so that readers find what could not be decoded. */
const undecodable = Buffer.of(0xff);

/** The text as UTF-8, with a byte that UTF-8 does not have for whatever could not be decoded. */
export async function* decoded(blocks: AsyncIterable<Buffer>, name: string): AsyncIterable<Buffer> {
	const decoder = new TextDecoder(name);
	for await (const block of blocks) yield utf8(decoder.decode(block, { stream: true }));
	yield utf8(decoder.decode());
}

function utf8(text: string): Buffer {
	const parts = text.split("\ufffd");
	const [first] = parts;
	if (parts.length === 1) return Buffer.from(first ?? "");
	return Buffer.concat(
		parts.flatMap((part, at) => (at === 0 ? [Buffer.from(part)] : [undecodable, Buffer.from(part)])),
	);
}

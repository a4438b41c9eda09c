import { isUtf8 } from "node:buffer";
import { formatCount } from "../../base/format.ts";
import type { NewBlockReader, Standing } from "../reading/blockSource.ts";
import { excerpt } from "./excerpt.ts";
import { maxLineBytes } from "./lineReader.ts";

const excerptBytes = 1000;

/** An item for what stands before each NUL, as `find -print0` writes it. What is empty is left out. */
export const readNuls: NewBlockReader = (input, items, from) => {
	let line = from?.line ?? input.firstLine;
	let parts: Buffer[] = [];
	let size = 0;
	const end = () => {
		const bytes = Buffer.concat(parts);
		if (size > maxLineBytes) {
			const found = `${formatCount(size)} bytes without a NUL; at most ${formatCount(maxLineBytes)} are read as one item`;
			items.add(excerpt(bytes.toString()), line, `Line ${line}: ${found}.`);
		} else if (!isUtf8(bytes)) {
			items.add(excerpt(bytes.toString()), line, `The text that begins in line ${line} is not valid UTF-8.`);
		} else if (size > 0) {
			items.add(bytes.toString(), line, undefined);
		}
		parts = [];
		size = 0;
		for (const byte of bytes) if (byte === 0x0a) line++;
	};
	const keep = (bytes: Buffer) => {
		const before = size;
		size += bytes.length;
		if (size <= maxLineBytes) parts.push(Buffer.from(bytes));
		else if (before <= maxLineBytes) parts = [Buffer.concat([...parts, bytes], excerptBytes)];
	};
	return {
		standing: (): Standing => ({ pendingBytes: size, line }),
		push(block) {
			let begin = 0;
			for (let at = block.indexOf(0); at >= 0; at = block.indexOf(0, begin)) {
				keep(block.subarray(begin, at));
				end();
				begin = at + 1;
			}
			keep(block.subarray(begin));
		},
		end,
	};
};

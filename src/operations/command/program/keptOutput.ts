import { isUtf8 } from "node:buffer";
import { formatCount } from "../../../base/format.ts";

/** Kept of the beginning, and as much of the end: results are single lines, and errors show at the end. */
const keptBytes = 512 * 1024;

/** What is kept of a program's output. */
export interface OutputText {
	readonly text: string;
	/** How much was left out in the middle of it. */
	readonly cutBytes: number;
	/** Not UTF-8: the text has U+FFFD in place of what cannot be read. */
	readonly isBinary: boolean;
}

/** What a program writes, in bounded memory: all of it, or its beginning and its end. */
export class KeptOutput {
	readonly #head: Buffer[] = [];
	#headRoom = keptBytes;
	/** A ring buffer: new bytes overwrite the oldest. */
	#tail: Buffer | undefined;
	#tailBytes = 0;

	add(chunk: Buffer): void {
		const fitting = chunk.subarray(0, this.#headRoom);
		if (fitting.length > 0) this.#head.push(fitting);
		this.#headRoom -= fitting.length;
		if (fitting.length < chunk.length) this.#addToTail(chunk.subarray(fitting.length));
	}

	/** As text; bytes that are not UTF-8 become U+FFFD. */
	toResult(): OutputText {
		const head = Buffer.concat(this.#head);
		const cutBytes = Math.max(0, this.#tailBytes - keptBytes);
		if (!this.#tail) return { text: head.toString(), cutBytes, isBinary: !isUtf8(head) };
		if (cutBytes === 0) {
			const all = Buffer.concat([head, this.#tail.subarray(0, this.#tailBytes)]);
			return { text: all.toString(), cutBytes, isBinary: !isUtf8(all) };
		}
		const split = this.#tailBytes % keptBytes;
		const first = withoutCutEnd(head);
		const last = withoutCutBeginning(Buffer.concat([this.#tail.subarray(split), this.#tail.subarray(0, split)]));
		return {
			text: `${first}${leftOutText(cutBytes)}${last}`,
			cutBytes,
			isBinary: !isUtf8(first) || !isUtf8(last),
		};
	}

	#addToTail(chunk: Buffer): void {
		this.#tail ??= Buffer.allocUnsafe(keptBytes);
		const last = chunk.subarray(Math.max(0, chunk.length - keptBytes));
		const at = (this.#tailBytes + chunk.length - last.length) % keptBytes;
		const copied = last.copy(this.#tail, at);
		last.copy(this.#tail, 0, copied);
		this.#tailBytes += chunk.length;
	}
}

/** Stands for what was left out. */
export function leftOutText(cutBytes: number): string {
	return `\n… ${formatCount(cutBytes)} bytes left out …\n`;
}

/** Drops the character that was cut at the end: one of up to four bytes, of which all but the first are 10xxxxxx. */
function withoutCutEnd(bytes: Buffer): Buffer {
	for (let back = 1; back <= Math.min(4, bytes.length); back++) {
		const byte = bytes[bytes.length - back] as number;
		if ((byte & 0xc0) === 0x80) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
		return length > back ? bytes.subarray(0, -back) : bytes;
	}
	return bytes;
}

/** Drops the rest of a character that was cut at the beginning. */
function withoutCutBeginning(bytes: Buffer): Buffer {
	const start = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
	return bytes.subarray(Math.max(0, start));
}

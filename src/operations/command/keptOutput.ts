import { formatCount } from "../../base/format.ts";

/** Kept of the beginning, and as much of the end: results are single lines, and errors show at the end. */
const keptBytes = 512 * 1024;

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
	toString(): string {
		const head = Buffer.concat(this.#head);
		const left = this.#tailBytes - keptBytes;
		if (!this.#tail) return head.toString();
		if (left <= 0) return Buffer.concat([head, this.#tail.subarray(0, this.#tailBytes)]).toString();
		const split = this.#tailBytes % keptBytes;
		const tail = Buffer.concat([this.#tail.subarray(split), this.#tail.subarray(0, split)]);
		return `${beginning(head)}\n… ${formatCount(left)} bytes left out …\n${ending(tail)}`;
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

/** Drops the character that was cut at the end. */
function beginning(bytes: Buffer): string {
	return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: true });
}

/** Drops the rest of a character that was cut at the beginning: bytes of the form 10xxxxxx continue one. */
function ending(bytes: Buffer): string {
	const start = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
	return bytes.subarray(Math.max(0, start)).toString();
}

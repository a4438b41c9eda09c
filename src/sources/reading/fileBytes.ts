import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { blockBytes } from "./input.ts";

/** Several blocks at once, as each read waits for a thread of the pool. */
const readBytes = 8 * blockBytes;

/** A file's bytes from an offset on, block by block. */
export async function* fileBytes(file: string, signal: AbortSignal, from: number): AsyncIterable<Buffer> {
	if (signal.aborted) return;
	const handle = await open(file);
	try {
		const buffer = Buffer.allocUnsafeSlow(readBytes);
		for (let position = from; !signal.aborted; ) {
			const { bytesRead } = await handle.read(buffer, 0, readBytes, position);
			if (bytesRead === 0) return;
			position += bytesRead;
			for (let start = 0; start < bytesRead && !signal.aborted; start += blockBytes) {
				yield buffer.subarray(start, Math.min(start + blockBytes, bytesRead));
			}
		}
	} finally {
		await handle.close();
	}
}

/** What a file holds that is packed with gzip. */
export async function* unpackedBytes(file: string, signal: AbortSignal): AsyncIterable<Buffer> {
	if (signal.aborted) return;
	const packed = createReadStream(file);
	const unpacked = createGunzip({ chunkSize: blockBytes });
	packed.on("error", (error) => unpacked.destroy(error));
	packed.pipe(unpacked);
	try {
		for await (const block of unpacked) {
			if (signal.aborted) return;
			yield block as Buffer;
		}
	} finally {
		packed.destroy();
		unpacked.destroy();
	}
}

/** The bytes from an offset on, in blocks of the usual size. */
export async function* bytesFrom(blocks: AsyncIterable<Buffer>, from: number): AsyncIterable<Buffer> {
	let left = from;
	for await (const block of blocks) {
		for (let start = Math.min(left, block.length); start < block.length; start += blockBytes) {
			yield block.subarray(start, start + blockBytes);
		}
		left = Math.max(0, left - block.length);
	}
}

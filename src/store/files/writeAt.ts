import { writeSync } from "node:fs";

/** Writes all bytes at a position of a file. A disk that fills up takes a part, and throws (ENOSPC) at the next one. */
export function writeAt(handle: number, bytes: Uint8Array, position: number): void {
	for (let done = 0; done < bytes.length; ) {
		done += writeSync(handle, bytes, done, bytes.length - done, position + done);
	}
}

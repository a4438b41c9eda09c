import { isUtf8 } from "node:buffer";
import { OperationError } from "../../engine/model/errorCategory.ts";

const mark = Buffer.from("\ufeff");

export interface FileText {
	/** The byte order mark, or nothing. */
	readonly mark: string;
	/** UTF-8, without the mark. */
	readonly bytes: Buffer;
}

/**
 * What is written back must be what was read, except for the matches: bytes that are not UTF-8 would change.
 * @param name of the file, for the message
 * @throws OperationError for a file that is no text: only that one is skipped
 */
export function textOf(bytes: Buffer, name: string): FileText {
	const problem = problemOf(bytes);
	if (problem) {
		throw new OperationError(`${name} was left as it is: ${problem}.`, { name: "ValidationError", isLeftOut: true });
	}
	const hasMark = bytes.subarray(0, mark.length).equals(mark);
	return hasMark ? { mark: "\ufeff", bytes: bytes.subarray(mark.length) } : { mark: "", bytes };
}

function problemOf(bytes: Buffer): string | undefined {
	const first = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
	if (first === 0xfffe || first === 0xfeff) return "it is UTF-16, not UTF-8";
	if (bytes.includes(0)) return "it contains NUL bytes, so it is not a text";
	return isUtf8(bytes) ? undefined : "it is not UTF-8";
}

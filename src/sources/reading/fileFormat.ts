import { isUtf8 } from "node:buffer";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notInText = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** So many bytes of a file tell what it is. */
export const headBytes = 4096;

/** A kind of file that is no text, as its first bytes tell. */
interface Signature {
	readonly bytes: Buffer;
	/** As the end of a sentence. */
	readonly is: string;
	readonly advice: string;
}

const unpack = "Unpack it first; only gzip is unpacked here.";

const signatures: readonly Signature[] = [
	{ bytes: Buffer.from("BZh"), is: "packed with bzip2", advice: unpack },
	{ bytes: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), is: "packed with xz", advice: unpack },
	{ bytes: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), is: "packed with zstd", advice: unpack },
	{ bytes: Buffer.from("7z\xbc\xaf\x27\x1c", "latin1"), is: "a 7z archive", advice: unpack },
	{
		bytes: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
		is: "an Office document of the old format (.xls), no text",
		advice: 'Read it with "xlsx", or save the sheet as CSV (UTF-8).',
	},
	{
		bytes: Buffer.from("SQLite format 3\0"),
		is: "an SQLite database, no text",
		advice: "Write the rows of a query to a CSV file.",
	},
	{ bytes: Buffer.from("%PDF-"), is: "a PDF, no text", advice: "Write its text or its tables to a file first." },
	{ bytes: Buffer.from("PAR1"), is: "a Parquet file, no text", advice: "Convert it to CSV or JSONL." },
];

/** What stands after "BZh1" to "BZh9". */
const bzip2Block = Buffer.from([0x31, 0x41, 0x59, 0x26, 0x53, 0x59]);

export function isGzip(head: Buffer): boolean {
	return head[0] === 0x1f && head[1] === 0x8b;
}

/** What a file is that is no text; undefined: nothing that is known. */
export function binaryFormat(head: Buffer): { readonly is: string; readonly advice: string } | undefined {
	if (head.subarray(0, 2).toString() === "PK" && (head[2] === 3 || head[2] === 5)) return zipFormat(head);
	const found = signatures.find(({ bytes }) => bytes.equals(head.subarray(0, bytes.length)));
	if (found?.is.includes("bzip2") && !bzip2Block.equals(head.subarray(4, 10))) return undefined;
	return found;
}

function zipFormat(head: Buffer): { readonly is: string; readonly advice: string } {
	// Office writes the first name as one of these.
	if (/^(?:\[Content_Types\]\.xml|_rels\/|xl\/|docProps\/)/.test(head.subarray(30).toString("latin1"))) {
		return {
			is: "an Excel workbook (.xlsx) or another Office document, no text",
			advice: 'Read it with "xlsx", or save the sheet as CSV (UTF-8).',
		};
	}
	return { is: "a zip archive, no text", advice: "Unpack it first, and name the files that are in it." };
}

/** Which UTF-16 a text is in: by its mark, or by where its NULs are. Undefined: in none. */
export function utf16Of(head: Buffer): "utf-16le" | "utf-16be" | undefined {
	if (head.length < 2) return undefined;
	const mark = head.readUInt16BE(0);
	if (mark === 0xfffe) return "utf-16le";
	if (mark === 0xfeff) return "utf-16be";
	if (!head.includes(0)) return undefined;
	// Text of other alphabets has little ASCII, in its spaces, digits and line ends; but then it is no UTF-8 either.
	const minShare = isUtf8Start(head) ? 0.4 : 0.01;
	const even = head.subarray(0, head.length - (head.length % 2));
	const [little, big] = [asciiShare(even), asciiShare(Buffer.from(even).swap16())];
	if (Math.max(little, big) < minShare) return undefined;
	return little > big ? "utf-16le" : "utf-16be";
}

/** The share of ASCII in UTF-16 (LE), of 1; 0 if it is no text at all. */
function asciiShare(bytes: Buffer): number {
	// The last character may be cut.
	const text = bytes.toString("utf16le").replace(/[\ud800-\udbff]$/, "");
	if (!text.isWellFormed() || notInText.test(text)) return 0;
	return (text.match(/[\t\r\n -~]/g)?.length ?? 0) / text.length;
}

/** The last character may be cut. */
function isUtf8Start(bytes: Buffer): boolean {
	return [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - cut))));
}

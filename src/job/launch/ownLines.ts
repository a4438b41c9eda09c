import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** How much of an output's end is compared with the results. */
const tailBytes = 65_536;
const blockBytes = 1_048_576;
const newline = "\n".charCodeAt(0);

/** How each line of results begins. */
const resultLine = /^\{"index":\d+,"key":/;
/** The same, if it was cut short, also by a power cut that leaves zeros. */
const cutLine = /^(?:\{("(i(n(d(e(x(":?)?)?)?)?)?)?)?|\{"index":\d+.*)?\0*$/;

/**
 * Whether a file holds what runs write as an output, at its begin and at its end.
 * @param mayBeCut if it is of a run that died before it had committed any of it
 */
export function holdsResults(file: string, { mayBeCut = false } = {}): boolean {
	return withFile(file, (handle) => {
		const begin = read(handle, 0, tailBytes).toString("utf8");
		if (!resultLine.test(begin) && !(mayBeCut && cutLine.test(begin))) return false;
		const { size } = fstatSync(handle);
		const [, ...lines] = read(handle, Math.max(0, size - tailBytes), tailBytes)
			.toString("utf8")
			.split("\n");
		const last = lines.pop() ?? "";
		return lines.every((line) => resultLine.test(line)) && (resultLine.test(last) || cutLine.test(last));
	});
}

/**
 * Whether what an output holds before `position` was written by the run with these results, which get the same lines at
 * the same time.
 */
export function endsAsResultsDo(file: string, position: number, results: string): boolean {
	return withFile(file, (output) =>
		withFile(results, (lines) => {
			const { size } = fstatSync(lines);
			const length = Math.min(tailBytes, position, size);
			const tail = read(output, position - length, length);
			if (length > 0 && tail.equals(read(lines, size - length, length))) return true;
			// Retries add lines to the results that are not at the output's end: the last one is there somewhere.
			return tail.at(-1) === newline && holds(lines, tail.subarray(tail.lastIndexOf(newline, tail.length - 2) + 1));
		}),
	);
}

/** The end of the last whole line. */
export function endOfLines(file: string): number {
	return withFile(file, (handle) => {
		const { size } = fstatSync(handle);
		for (let end = size; end > 0; end -= Math.min(end, blockBytes)) {
			const begin = Math.max(0, end - blockBytes);
			const at = read(handle, begin, end - begin).lastIndexOf(newline);
			if (at >= 0) return begin + at + 1;
		}
		return 0;
	});
}

function holds(handle: number, line: Buffer): boolean {
	const { size } = fstatSync(handle);
	for (let begin = 0; begin < size; begin += blockBytes) {
		if (read(handle, begin, blockBytes + line.length).includes(line)) return true;
	}
	return false;
}

function read(handle: number, begin: number, length: number): Buffer {
	const bytes = Buffer.alloc(length);
	return bytes.subarray(0, readSync(handle, bytes, 0, length, begin));
}

function withFile<T>(file: string, work: (handle: number) => T): T {
	const handle = openSync(file, "r");
	try {
		return work(handle);
	} finally {
		closeSync(handle);
	}
}

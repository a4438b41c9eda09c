import { createReadStream } from "node:fs";
import { parseJson } from "../../base/parseJson.ts";
import { UsageError } from "../../base/usageError.ts";
import { linesOf } from "./linesOf.ts";

/** A line of a file that the user gives. */
export interface JsonLine {
	/** From 1. */
	readonly line: number;
	readonly text: string;
	/** Undefined for an empty line. */
	readonly value: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The lines of a file of JSON objects, one a line.
 * @param file absolute
 * @param suggestion what the file should be
 * @throws UsageError, with the line
 */
export async function* jsonLines(file: string, suggestion: string): AsyncIterable<JsonLine> {
	let line = 0;
	for await (const text of linesOf(blocksOf(file))) {
		line++;
		const json = line === 1 ? text.replace(/^\uFEFF/, "") : text;
		yield { line, text, value: json.trim() === "" ? undefined : parsed(json, { file, line, suggestion }) };
	}
}

async function* blocksOf(file: string): AsyncIterable<string> {
	try {
		yield* createReadStream(file, "utf8");
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		const found = code === "ENOENT" ? "There is no such file." : `The file cannot be read (${message}).`;
		throw new UsageError({ message: found, file });
	}
}

function parsed(
	text: string,
	place: { readonly file: string; readonly line: number; readonly suggestion: string },
): Readonly<Record<string, unknown>> {
	let value: unknown;
	try {
		value = parseJson(text);
	} catch (error) {
		throw new UsageError({ ...place, message: `The line is not JSON (${(error as Error).message}).` });
	}
	return (value ?? {}) as Readonly<Record<string, unknown>>;
}

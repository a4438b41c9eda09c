import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { Failure } from "../engine/model/outcome.ts";

/** A line of a stack: `    at send (file:///work/mail.mjs:12:5)`. */
const frame = /^\s+at \S/;
/** The place that it names, in parentheses or without them. */
const framePlace = /^\s+at (?:.* \()?([^()]+?:\d+:\d+)\)?$/;

/**
 * What the other side has said of a failure, beyond what its message already holds: an answer's body, what a program
 * has written, a stack. Line by line, not cut; not printable yet.
 */
export function detailLines({ message, code, detail }: Failure): readonly string[] {
	if (detail === undefined) return [];
	const lines = stripVTControlCharacters(detail)
		.split(/\r\n|\r|\n/)
		.map((line) => line.trimEnd())
		.filter((line) => line !== "");
	if (isOfProgram(code)) return message.endsWith(`: ${lines.at(-1)}`) ? lines.slice(0, -1) : lines;
	return lines[0] !== undefined && says(lines[0], message) ? lines.slice(1) : lines;
}

/**
 * The few lines of it that say the most: of a body the beginning, of a program's words the end, of a stack the place in
 * the user's own files.
 */
export function ownWords(failure: Failure, baseFolder: string, maxLines = 3): readonly string[] {
	const lines = detailLines(failure);
	if (isOfProgram(failure.code)) return lines.slice(-maxLines);
	if (!isStack(failure)) return lines.slice(0, maxLines);
	// A message of several lines goes on before the first frame.
	const first = lines.findIndex((line) => frame.test(line));
	const place = placeIn(lines, baseFolder);
	const rest = lines.slice(0, Math.min(first, maxLines - 1));
	return place === undefined ? rest : [...rest, place];
}

/** What a program has said is kept from its end. */
function isOfProgram(code: string | undefined): boolean {
	return code !== undefined && /^(?:exit|signal):/.test(code);
}

/** A body or a page may hold a stack, too; that of the error itself begins with its message. */
function isStack({ message, detail = "" }: Failure): boolean {
	const [head = "", ...others] = detail.split("\n");
	return says(head.trimEnd(), message) && others.some((line) => frame.test(line));
}

/** `Error: no such row` says `no such row`. */
function says(line: string, message: string): boolean {
	return line === message || line.endsWith(`: ${message}`);
}

/** `at mail.mjs:12:5`: the first frame in a file that is the user's, be it in the job's folder or imported from another one. */
function placeIn(lines: readonly string[], baseFolder: string): string | undefined {
	for (const line of lines) {
		const [, place] = framePlace.exec(line) ?? [];
		if (place === undefined || /[\\/]node_modules[\\/]/.test(place)) continue;
		const path = pathOf(place);
		if (path === undefined) continue;
		const inside = relative(baseFolder, path);
		const isInside = !inside.startsWith("..") && !isAbsolute(inside);
		// Batchline's own files are loaded by their paths; the user's, if they are not below the folder, by their URLs.
		if (isInside || place.startsWith("file:")) return `at ${isInside ? inside : path}`;
	}
	return undefined;
}

/** Absolute, with line and column; undefined for what is no file, such as `node:internal/…`. */
function pathOf(place: string): string | undefined {
	if (!place.startsWith("file:")) return isAbsolute(place) ? place : undefined;
	try {
		return fileURLToPath(place);
	} catch {
		return undefined;
	}
}

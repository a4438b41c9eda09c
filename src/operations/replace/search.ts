import { isUtf8 } from "node:buffer";
import { RenderError } from "../../templates/renderError.ts";
import type { Scope } from "../../templates/scope.ts";

/** A file's text after its matches were replaced. */
export interface Replaced {
	readonly text: string;
	/** Of matches. */
	readonly count: number;
}

/** What is looked for in files, and what takes its place. */
export interface Search {
	/**
	 * For one item: takes a file's bytes, and returns undefined where nothing is to be replaced.
	 * @throws RenderError where the item lacks what a template names; the returned function, for a file that is no text
	 */
	compile(scope: Scope): (bytes: Buffer) => Replaced | undefined;
}

/**
 * What is written back must be what was read, but for the matches: bytes that are no UTF-8 would not be.
 * @throws RenderError
 */
export function textOf(bytes: Buffer): string {
	if (bytes.includes(0)) throw notText("it holds NUL bytes, as files do that are no text");
	if (!isUtf8(bytes)) throw notText("it is not UTF-8");
	return bytes.toString();
}

function notText(why: string): RenderError {
	return new RenderError(`The file was left as it is: ${why}.`, undefined, { path: [] });
}

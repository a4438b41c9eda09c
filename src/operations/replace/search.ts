import { isUtf8 } from "node:buffer";
import { RenderError } from "../../templates/renderError.ts";
import type { Scope } from "../../templates/scope.ts";

/** A file's text after its matches were replaced. */
export interface Replaced {
	readonly text: string;
	/** Number of matches. */
	readonly count: number;
}

/**
 * Replaces the matches in a file's bytes; undefined if there are none.
 * @throws RenderError for a file that is not text
 */
export type Replace = (bytes: Buffer, signal: AbortSignal) => Promise<Replaced | undefined> | Replaced | undefined;

/** What to look for in files, and what to replace it with. */
export interface Search {
	/**
	 * For one item.
	 * @throws RenderError where the item lacks what a template names
	 */
	compile(scope: Scope): Replace;
	/** Ends its threads, if it has any. */
	dispose(): Promise<void>;
}

/**
 * What is written back must be what was read, except for the matches: bytes that are not UTF-8 would change.
 * @throws RenderError
 */
export function textOf(bytes: Buffer): string {
	if (bytes.includes(0)) throw notText("it contains NUL bytes, so it is not a text");
	if (!isUtf8(bytes)) throw notText("it is not UTF-8");
	return bytes.toString();
}

function notText(why: string): RenderError {
	return new RenderError(`The file was left as it is: ${why}.`, undefined, { path: [] });
}

import { isUtf8 } from "node:buffer";
import { RenderError } from "../../templates/renderError.ts";
import type { Scope } from "../../templates/scope.ts";

/** A file's text after its matches were replaced. */
export interface Replaced {
	readonly text: string;
	/** Of matches. */
	readonly count: number;
}

/**
 * Takes a file's bytes, and gives undefined where nothing is to be replaced.
 * @throws RenderError for a file that is no text
 */
export type Replace = (bytes: Buffer, signal: AbortSignal) => Promise<Replaced | undefined> | Replaced | undefined;

/** What is looked for in files, and what takes its place. */
export interface Search {
	/**
	 * For one item.
	 * @throws RenderError where the item lacks what a template names
	 */
	compile(scope: Scope): Replace;
	/** Ends what it holds open. */
	dispose(): Promise<void>;
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

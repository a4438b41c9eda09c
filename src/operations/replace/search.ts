import type { Scope } from "../../templates/scope.ts";

/** A file's text after its matches were replaced. */
export interface Replaced {
	readonly text: string;
	/** Number of matches. */
	readonly count: number;
}

/** Replaces the matches in a file's text, UTF-8 without a byte order mark; undefined if there are none. */
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

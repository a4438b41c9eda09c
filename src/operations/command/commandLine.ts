import { OperationError } from "../../engine/model/errorCategory.ts";
import type { Scope } from "../../templates/scope.ts";

/** A command line for one item, ready to run. */
export interface RenderedLine {
	/** Absolute path, or a name to be found in PATH. */
	readonly file: string;
	readonly name: string;
	readonly args: readonly string[];
	readonly isVerbatim?: boolean;
	/** Values that the line refers to as variables. */
	readonly environment: Readonly<Record<string, string>>;
}

/** Either form of a command line, compiled. */
export interface CommandLine {
	/** Whether a shell starts the programs, so that only its exit code tells that one does not exist. */
	readonly usesShell: boolean;
	/** @throws RenderError, or a ValidationError where a value cannot be given to a program */
	render(scope: Scope): RenderedLine;
	/** The same, as shown to the user. */
	preview(scope: Scope): unknown;
}

/**
 * Arguments and variables end at a NUL, so they cannot contain one.
 * @param what names the text in a message: `Argument 2`
 */
export function assertNoNul(text: string, what: string): string {
	if (!text.includes("\0")) return text;
	const message = `${what} holds a NUL character, which no program can be given. Hand the text over as "stdin".`;
	throw new OperationError(message, { name: "ValidationError" });
}

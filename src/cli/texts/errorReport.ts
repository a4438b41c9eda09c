import { SettingsError } from "../../base/settingsError.ts";
import { formatProblem, type Problem, UsageError } from "../../base/usageError.ts";
import { UndecidedError } from "../../job/launch/inDoubt/undecidedError.ts";
import { NoItemsError } from "../../job/plan/items/noItemsError.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import { FileAccessError } from "../../store/errors/fileAccessError.ts";
import { NewerRunError } from "../../store/errors/newerRunError.ts";
import { RunBusyError } from "../../store/errors/runBusyError.ts";
import { UnsavedError } from "../../store/errors/unsavedError.ts";
import { shortPath } from "../terminal/shortPath.ts";
import { exitCodes } from "./exitCode.ts";
import { questionText } from "./questionText.ts";

/** What to print about an error, and the exit status that it leads to. */
export interface ErrorReport {
	readonly text: string;
	readonly exitCode: number;
}

/** @param debug with the stack */
export function errorReport(error: unknown, debug = false): ErrorReport {
	const { text, exitCode } = worded(error);
	const stack = debug && error instanceof Error ? stackOf(error) : "";
	return { text: `${text}${stack}`, exitCode };
}

function worded(error: unknown): ErrorReport {
	const { someFailed, badUsage, halted, unexpected } = exitCodes;
	if (error instanceof UsageError) {
		const exitCode = error instanceof NoItemsError ? someFailed : badUsage;
		return { text: error.problems.map(problemText).join("\n"), exitCode };
	}
	if (error instanceof SettingsError) return { text: problemText(error), exitCode: badUsage };
	if (error instanceof DamagedRunError)
		return { text: `${error.message} (\`run\` with --fresh starts one.)`, exitCode: badUsage };
	if (error instanceof NewerRunError || error instanceof RunBusyError || error instanceof FileAccessError)
		return { text: error.message, exitCode: badUsage };
	if (error instanceof UndecidedError) return { text: questionText(error), exitCode: badUsage };
	if (error instanceof UnsavedError) return { text: error.message, exitCode: halted };
	const message = error instanceof Error ? error.message : String(error);
	return { text: `${message} (--debug shows where this comes from.)`, exitCode: unexpected };
}

/** The location is relative to the current folder, so that you can click on it in a terminal. */
function problemText({ message, suggestion, ...location }: Problem): string {
	const file = location.file === undefined ? undefined : shortPath(location.file);
	return formatProblem({ ...location, file, message, suggestion });
}

function stackOf(error: Error): string {
	const frames = error.stack?.slice(error.stack.indexOf("\n    at ")) ?? "";
	return `${frames}${error.cause instanceof Error ? `\nbecause of ${error.cause.stack}` : ""}`;
}

import { stat } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { OperationError } from "../../../engine/model/errorCategory.ts";
import type { Program, ProgramEnd } from "./programRun.ts";

/**
 * How much of a program's output becomes the error's detail, in UTF-16 units. More than the engine keeps, which masks
 * secrets before it cuts.
 */
const detailLength = 65_536;
/** POSIX: the shell found a program that it cannot start (126), or found none (127). */
const shellCodes = new Map([
	[126, "A program of the command line may not be executed"],
	[127, "A program of the command line is not installed"],
]);

/** Why a program did not succeed. */
export function endError(
	{ exitCode, signal, stdout, stderr }: ProgramEnd,
	name: string,
	usesShell: boolean,
): OperationError {
	const said = stderr.text.trim() === "" ? stdout.text : stderr.text;
	const line = lastLine(stderr.text);
	const because = line === "" ? "." : `: ${line}`;
	const detail = said.trim() === "" ? undefined : said.trimEnd().slice(-detailLength);
	const info = { detail, detailIsEnd: true };
	if (exitCode === null) {
		return new OperationError(`${name} was ended by ${signal}${because}`, { ...info, code: `signal:${signal}` });
	}
	const missing = usesShell ? shellCodes.get(exitCode) : undefined;
	if (missing === undefined) {
		return new OperationError(`${name} exited with ${exitCode}${because}`, { ...info, code: `exit:${exitCode}` });
	}
	return new OperationError(`${missing}${because}`, { ...info, code: `exit:${exitCode}`, category: "fatal" });
}

/** Turns what spawn threw into an error that the user can act on. */
export async function startError(thrown: unknown, { file, name, folder }: Program): Promise<unknown> {
	const { code } = thrown as NodeJS.ErrnoException;
	switch (code) {
		case "ENOENT":
		case "ENOTDIR":
			if (!(await isFolder(folder))) {
				return new OperationError(`The folder to run ${name} in does not exist: ${folder}`, { code, cause: thrown });
			}
			return new OperationError(await missingMessage(file, name), { code, category: "fatal", cause: thrown });
		case "EACCES":
			return new OperationError(`${name} may not be executed. Allow it with: chmod +x ${file}`, {
				code,
				category: "fatal",
				cause: thrown,
			});
		case "E2BIG":
			return new OperationError(
				`The item is too long to be handed to ${name}: the system takes 128 KiB or less as one text. Use "stdin" for it.`,
				{ name: "ValidationError", code, cause: thrown },
			);
		default:
			return thrown;
	}
}

async function missingMessage(file: string, name: string): Promise<string> {
	const isThere = await stat(file).then(
		() => true,
		() => false,
	);
	if (isThere) return `${name} cannot be started: the program that its first line names (#!…) is not installed.`;
	return `The program "${name}" is not installed. Install it, or give its path.`;
}

async function isFolder(path: string): Promise<boolean> {
	const found = await stat(path).catch(() => undefined);
	return found?.isDirectory() ?? false;
}

/** The last line that is not blank, without colors. What a progress bar wrote before a carriage return is dropped. */
function lastLine(text: string): string {
	const lines = stripVTControlCharacters(text.slice(-detailLength)).split(/[\r\n]+/);
	return lines.findLast((line) => line.trim() !== "")?.trim() ?? "";
}

import { isUtf8 } from "node:buffer";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type Problem, UsageError } from "../../base/usageError.ts";
import { findMissingPart } from "../../sources/reading/missingPath.ts";
import { jobFileEnding } from "./jobName.ts";

/**
 * The text of a job file.
 * @param file absolute
 * @throws UsageError when it does not exist, is not a file, or is not text
 */
export async function readJobBytes(file: string): Promise<string> {
	const bytes = await readFile(file).catch(async (error: NodeJS.ErrnoException) => {
		throw new UsageError(await unreadable(file, error));
	});
	if (!isUtf8(bytes)) throw new UsageError({ ...notUtf8(bytes), file });
	return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

async function unreadable(file: string, error: NodeJS.ErrnoException): Promise<Problem> {
	switch (error.code) {
		case "ENOENT":
		case "ENOTDIR": {
			const { missing, suggestion } = await findMissingPart(file);
			if (missing !== file) return { message: `There is no job file ${file}: ${missing} does not exist.`, suggestion };
			return { message: `There is no job file ${file}.`, suggestion: (await longerName(file)) ?? suggestion };
		}
		case "EISDIR": {
			const jobs = (await readdir(file)).filter((name) => name.endsWith(jobFileEnding));
			const suggestion = jobs.length > 0 ? `The job files in it: ${jobs.slice(0, 10).join(", ")}.` : undefined;
			return { message: `${file} is a folder; expected a job file.`, suggestion };
		}
		default:
			return { message: `The job file ${file} cannot be read: ${error.message}.` };
	}
}

/** `posts` means `posts.batch.json`, if that exists. */
async function longerName(file: string): Promise<string | undefined> {
	const names = await readdir(dirname(file));
	const longer = names.find((name) => name === `${basename(file).replace(/\.json$/, "")}${jobFileEnding}`);
	return longer && `Did you mean "${longer}"?`;
}

function notUtf8(bytes: Buffer): Problem {
	// Decoding and encoding changes only what is invalid: the first difference is the first wrong byte.
	const again = Buffer.from(bytes.toString("utf8"));
	let at = 0;
	while (bytes[at] === again[at]) at++;
	const before = bytes.subarray(0, at).toString("utf8");
	return {
		message: "The job file is not UTF-8.",
		suggestion: "Save it as UTF-8.",
		line: before.split("\n").length,
		column: before.length - before.lastIndexOf("\n"),
	};
}

import { dirname, resolve } from "node:path";
import { type Problem, UsageError } from "../../base/usageError.ts";
import type { Job, JobOrigin } from "./job.ts";
import { readJobBytes } from "./jobBytes.ts";
import { jobName } from "./jobName.ts";
import { JobText } from "./jobText.ts";
import { parseDefinition } from "./parseDefinition.ts";
import { schemaProblems } from "./schemaProblems.ts";
import { duplicateKeys, syntaxProblems } from "./syntaxProblems.ts";

/** @throws UsageError with every problem of the file, each with its location */
export async function readJobFile(path: string): Promise<Job> {
	const file = resolve(path);
	return readJobText(await readJobBytes(file), { file, baseFolder: dirname(file) });
}

/** @throws UsageError with every problem of the text, each with its location */
export function readJobText(text: string, { file, baseFolder }: JobOrigin): Job {
	const fail = (problems: readonly Problem[]) => new UsageError(problems.map((problem) => ({ file, ...problem })));
	let document: JobText;
	try {
		document = new JobText(text);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw fail([{ message: "The job is nested too deeply to be read." }]);
	}
	const { problems: syntax, isReadable } = syntaxProblems(document);
	if (!isReadable) throw fail(syntax);
	const checked = parseDefinition(document.value);
	const rest = checked.error ? schemaProblems(checked.error.issues, document) : [];
	const problems = [...syntax, ...duplicateKeys(document), ...rest];
	if (!checked.success || problems.length > 0) throw fail(problems.sort(byLocation));
	const { data: definition } = checked;
	return { name: definition.name ?? jobName(file), definition, file, baseFolder, text, document };
}

function byLocation(a: Problem, b: Problem): number {
	return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

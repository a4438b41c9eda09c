import { basename } from "node:path";

export const jobFileEnding = ".batch.json";

/** What a job is called that does not say so itself. */
export function jobName(file: string | undefined): string {
	if (file === undefined) return "Batch";
	return basename(file).replace(/(\.batch)?\.jsonc?$/i, "") || basename(file);
}

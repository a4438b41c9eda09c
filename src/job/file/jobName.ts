import { basename } from "node:path";

export const jobFileEnding = ".batch.json";

/** The name of a job that does not give one. */
export function jobName(file: string | undefined): string {
	if (file === undefined) return "Batch";
	return basename(file).replace(/(\.batch)?\.jsonc?$/i, "") || basename(file);
}

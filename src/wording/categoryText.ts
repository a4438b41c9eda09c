import type { ErrorCategory } from "../engine/model/errorCategory.ts";

/** Why items of a category failed, in the order in which they are listed: what stopped the run first. */
export const categoryText: Readonly<Record<ErrorCategory, string>> = {
	fatal: "Fatal",
	fail: "Failed",
	retry: "Out of retries",
	skip: "Could not be read",
};

/** The views by their names here; package.json says where they stand. */
export const viewIds = {
	runs: "batchline.runs",
	failedItems: "batchline.failedItems",
} as const;

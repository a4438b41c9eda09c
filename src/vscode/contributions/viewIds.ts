/** Every view; package.json says where they appear. */
export const viewIds = {
	runs: "batchline.runs",
	failedItems: "batchline.failedItems",
} as const;

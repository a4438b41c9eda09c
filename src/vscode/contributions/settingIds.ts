/** Every setting below `batchline.`, with the same default as in package.json. */
export const settingIds = {
	concurrency: { id: "defaults.concurrency", default: 4 },
	retryAttempts: { id: "defaults.retry.attempts", default: 3 },
	retryMinDelay: { id: "defaults.retry.minDelay", default: "1s" },
	retryMaxDelay: { id: "defaults.retry.maxDelay", default: "60s" },
	timeout: { id: "defaults.timeout", default: "" },
	limits: { id: "limits", default: {} },
	historyMaxRuns: { id: "history.maxRuns", default: 100 },
	historyMaxAgeDays: { id: "history.maxAgeDays", default: 90 },
	historyMaxSizeMB: { id: "history.maxSizeMB", default: 1_000 },
} as const satisfies Record<string, { readonly id: string; readonly default: string | number | object }>;

import * as vscode from "vscode";
import type { Retention } from "../../store/history/retention.ts";
import { settingIds } from "../contributions/settingIds.ts";

const dayMs = 24 * 3_600_000;
const megabyte = 1_000_000;

/**
 * The user's `batchline.history.*`. In a file of its own, because every window reads it when it opens, and the other
 * settings load the job schema.
 */
export function historyRetention(): Retention {
	const configuration = vscode.workspace.getConfiguration("batchline");
	const read = ({ id, default: fallback }: { readonly id: string; readonly default: number }, unit: number) => {
		const value = configuration.get<unknown>(id, fallback);
		// An invalid value sets no limit: a typo must not delete runs.
		return typeof value === "number" && value >= 1 ? value * unit : undefined;
	};
	return {
		maxRuns: read(settingIds.historyMaxRuns, 1),
		maxAgeMs: read(settingIds.historyMaxAgeDays, dayMs),
		maxBytes: read(settingIds.historyMaxSizeMB, megabyte),
	};
}

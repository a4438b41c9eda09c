import * as vscode from "vscode";
import type { Retention } from "../../store/history/retention.ts";
import { settingIds } from "../contributions/settingIds.ts";

const dayMs = 24 * 3_600_000;
const megabyte = 1_000_000;

/**
 * The person's `batchline.history.*`. Apart from the other settings, as this is read at every start of a window and
 * those bring the job schema with them.
 */
export function historyRetention(): Retention {
	const configuration = vscode.workspace.getConfiguration("batchline");
	const read = ({ id, default: fallback }: { readonly id: string; readonly default: number }, unit: number) => {
		const value = configuration.get<unknown>(id, fallback);
		// What makes no sense deletes nothing.
		return typeof value === "number" && value >= 1 ? value * unit : undefined;
	};
	return {
		maxRuns: read(settingIds.historyMaxRuns, 1),
		maxAgeMs: read(settingIds.historyMaxAgeDays, dayMs),
		maxBytes: read(settingIds.historyMaxSizeMB, megabyte),
	};
}

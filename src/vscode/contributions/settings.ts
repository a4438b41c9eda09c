import * as vscode from "vscode";
import { parseDuration } from "../../job/file/duration.ts";
import type { PartialPolicies } from "../../job/plan/policies.ts";
import { settingIds } from "./settingIds.ts";

/** The person's `batchline.defaults.*`, for jobs that do not say it themselves. What can't be used is left out. */
export function defaultPoliciesOf(folder: vscode.Uri | undefined): PartialPolicies {
	const configuration = vscode.workspace.getConfiguration("batchline", folder);
	const read = ({ id, default: fallback }: { readonly id: string; readonly default: string | number }) =>
		configuration.get<unknown>(id, fallback);
	return {
		concurrency: count(read(settingIds.concurrency)),
		retry: {
			attempts: count(read(settingIds.retryAttempts)),
			minDelayMs: duration(read(settingIds.retryMinDelay)),
			maxDelayMs: duration(read(settingIds.retryMaxDelay)),
		},
		timeoutMs: duration(read(settingIds.timeout)),
	};
}

/** The person's `batchline.limits`, as they stand. */
export function namedLimits(): Readonly<Record<string, unknown>> {
	return vscode.workspace.getConfiguration("batchline").get(settingIds.limits.id, settingIds.limits.default);
}

/** VS Code underlines a wrong value in the settings, and hands it out all the same. */
function count(value: unknown): number | undefined {
	return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1_000 ? Number(value) : undefined;
}

function duration(value: unknown): number | undefined {
	return typeof value === "string" ? parseDuration(value) : undefined;
}

import * as vscode from "vscode";
import { parseDuration } from "../../job/file/schema/duration.ts";
import type { PartialPolicies } from "../../job/plan/policies.ts";
import { settingIds } from "./settingIds.ts";

/** The user's `batchline.defaults.*`, for what a job leaves open. Invalid values are left out. */
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

/** The user's `batchline.limits`, unchecked. */
export function namedLimits(): Readonly<Record<string, unknown>> {
	return vscode.workspace.getConfiguration("batchline").get(settingIds.limits.id, settingIds.limits.default);
}

/** VS Code underlines an invalid value in the settings, but still returns it. */
function count(value: unknown): number | undefined {
	return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1_000 ? Number(value) : undefined;
}

function duration(value: unknown): number | undefined {
	return typeof value === "string" ? parseDuration(value) : undefined;
}

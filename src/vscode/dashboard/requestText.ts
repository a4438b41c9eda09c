import { dirname } from "node:path";
import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import type { Log } from "../../engine/model/ports.ts";
import { AttemptTexts } from "../../job/launch/inDoubt/attemptTexts.ts";
import type { ResultRow } from "../../store/results/resultRow.ts";
import type { LaunchInfo } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";

/**
 * What an attempt at an item does, such as its request, by the job as it ran and with secrets masked; undefined where
 * that is not known, or the workspace is not trusted.
 */
export async function requestText(
	{ folder, info }: RunView,
	{ index, key, value, location }: ResultRow,
	{ launchInfo, log }: { readonly launchInfo: (baseFolder: string) => Promise<LaunchInfo>; readonly log: Log },
): Promise<string | undefined> {
	if (!vscode.workspace.isTrusted || value === undefined) return undefined;
	const launched = await launchInfo(info.baseFolder);
	const texts = await AttemptTexts.open(folder, { ...launched, runsFolder: dirname(folder), clock: systemClock, log });
	try {
		return await texts.of({ index, key, value, location, problem: undefined });
	} finally {
		await texts.dispose();
	}
}

import { existsSync } from "node:fs";
import { formatDuration } from "../base/format.ts";
import type { Launched } from "../job/launch/launch.ts";
import { RunReader } from "../store/runReader.ts";
import { summaryJson } from "./summaryJson.ts";
import { writeReport } from "./writeReport.ts";

/** Failed items that a notification names. */
const maxNamed = 5;

/**
 * Sends the notification that the run's job asks for, if it does, once the run has ended.
 * @returns what went wrong, as a sentence; undefined if nothing did
 */
export async function notifyEnd({
	folder,
	outputFiles,
	notifier,
}: Pick<Launched, "folder" | "outputFiles" | "notifier">): Promise<string | undefined> {
	if (!notifier || !existsSync(folder)) return undefined;
	const reader = new RunReader(folder);
	try {
		const { state, reason, total, durationMs, reportPath, failedItems, ...counts } = summaryJson(reader);
		if (!notifier.wants(state)) return undefined;
		const report = reportPath ?? (await writeReport(folder).catch(() => ""));
		const problem = await notifier.send({
			state,
			reason: reason ?? "",
			runId: counts.runId,
			job: reader.info.jobName,
			total,
			succeeded: counts.succeeded,
			failed: counts.failed,
			rejected: counts.rejected,
			skipped: counts.skipped,
			interrupted: counts.interrupted,
			retries: counts.retries,
			durationMs,
			duration: formatDuration(durationMs),
			report,
			output: outputFiles.join(", "),
			failedItems: failedItems.slice(0, maxNamed).map(({ key, message }) => ({ key, message })),
		});
		return problem === undefined ? undefined : `The notification could not be sent: ${problem}`;
	} finally {
		reader.dispose();
	}
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "../store/files/durableFile.ts";
import { runFolderAt } from "../store/files/runFolder.ts";
import { RunReader } from "../store/runReader.ts";
import { type ReportContent, reportMarkdown } from "./reportMarkdown.ts";
import { summarizeRun } from "./summary/runSummary.ts";
import { firstItems, summaryJson } from "./summaryJson.ts";
import { throughputSvg } from "./throughputSvg.ts";

/** Points of the chart: one for every three pixels or so. */
const chartPoints = 240;
const chartName = "throughput.svg";

/**
 * Writes report.md, report.json and the chart into a run's folder, each whole or not at all.
 * @returns absolute path of report.md
 * @throws DamagedRunError, NewerRunError
 */
export async function writeReport(folder: string): Promise<string> {
	const { report, reportJson } = runFolderAt(folder);
	await summarizeRun(folder);
	const reader = new RunReader(folder);
	try {
		const samples = reader.samples(chartPoints);
		const svg = throughputSvg(samples);
		const chartFile = join(folder, chartName);
		if (svg) writeDurably(chartFile, svg);
		else rmSync(chartFile, { force: true });
		const content: ReportContent = {
			info: reader.info,
			status: reader.status(),
			summary: { ...summaryJson(reader), reportPath: report },
			groups: reader.groups(),
			listed: {
				failed: firstItems(reader, "failed"),
				rejected: firstItems(reader, "rejected"),
				interrupted: firstItems(reader, "interrupted"),
			},
			chart: svg && chartName,
		};
		const { info, summary, groups, status } = content;
		const { runId, ...otherFacts } = info;
		const json = {
			...otherFacts,
			...summary,
			reason: status.reason,
			updatedAt: status.updatedAt,
			errors: groups,
			samples,
		};
		writeDurably(reportJson, `${JSON.stringify(json, null, 2)}\n`);
		writeDurably(report, reportMarkdown(content));
		return report;
	} finally {
		reader.dispose();
	}
}

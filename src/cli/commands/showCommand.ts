import { existsSync } from "node:fs";
import { summarizeRun } from "../../report/summary/runSummary.ts";
import { summaryJson } from "../../report/summaryJson.ts";
import { readOutputs } from "../../store/files/outputsRecord.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import { findRun } from "../../store/history/findRun.ts";
import { RunReader } from "../../store/runReader.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { printableJson } from "../terminal/printable.ts";
import { endLines } from "../texts/endLines.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { runText } from "../texts/runText.ts";

export interface ShowOptions extends GlobalOptions {
	readonly json?: boolean;
}

/** `batchline show RUN`: how it stands, also while it is running. @throws UsageError; DamagedRunError, NewerRunError */
export async function showCommand(runId: string, options: ShowOptions, { output, terminal }: Host): Promise<number> {
	const home = runsHome(options, process.cwd());
	const folder = findRun(home.runsFolder, runId);
	await summarizeRun(folder);
	const reader = new RunReader(folder);
	try {
		if (options.json) {
			await output.write(`${printableJson(summaryJson(reader))}\n`);
		} else {
			const { report } = runFolderAt(reader.folder);
			const outputFiles = readOutputs(reader.folder)?.files ?? [];
			const info = { reader, home, outputFiles, report: existsSync(report) ? report : undefined };
			const lines = [...runText(reader, terminal.columns), "", ...endLines({ ...info, isNewest: false })];
			await output.write(`${lines.join("\n")}\n`);
		}
		return exitCodes.succeeded;
	} finally {
		reader.dispose();
	}
}

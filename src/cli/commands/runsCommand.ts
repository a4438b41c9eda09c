import { formatCount, formatPercent } from "../../base/format.ts";
import { settledCount } from "../../engine/model/counts.ts";
import { listRuns, type RunListing } from "../../store/history/runList.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { columns } from "../terminal/columns.ts";
import { localTime } from "../terminal/localTime.ts";
import { printable, printableJson } from "../terminal/printable.ts";
import { shortPath } from "../terminal/shortPath.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { pruneRuns } from "./pruneCommand.ts";
import { assertPruneOptions, type PruneOptions } from "./pruneOptions.ts";

export interface RunsOptions extends GlobalOptions, PruneOptions {
	readonly json?: boolean;
}

/** `batchline runs`: newest first. @throws UsageError */
export async function runsCommand(options: RunsOptions, host: Host): Promise<number> {
	assertPruneOptions(options);
	return options.prune ? pruneRuns(options, host) : printRuns(options, host);
}

async function printRuns(options: RunsOptions, { output, terminal }: Host): Promise<number> {
	const { runsFolder } = runsHome(options, process.cwd());
	const runs = listRuns(runsFolder);
	if (options.json) {
		await output.write(`${printableJson(runs.map(runJson))}\n`);
	} else if (runs.length === 0) {
		terminal.print(`There are no runs in ${shortPath(runsFolder)}.`);
	} else {
		const header = ["RUN", "JOB", "STARTED", "ITEMS", "FAILED", "STATE"];
		await output.write(`${columns([header, ...runs.map(row)]).join("\n")}\n`);
	}
	return exitCodes.succeeded;
}

function runJson(run: RunListing) {
	const { runId, folder, problem } = run;
	if (problem !== undefined) return { runId, folder, problem };
	const { jobName, jobFile, createdAt, parent } = run.info;
	const { state, counts, total } = run.status;
	return {
		runId,
		jobName,
		jobFile: jobFile ?? null,
		createdAt: new Date(createdAt).toISOString(),
		parent: parent ?? null,
		state,
		total: total ?? null,
		...counts,
		folder,
	};
}

function row(run: RunListing): readonly string[] {
	if (run.problem !== undefined)
		return [printable(run.runId), "", "", "", "", `cannot be read: ${printable(run.problem)}`];
	const { info, status } = run;
	const settled = settledCount(status.counts);
	const isWhole = status.total === undefined || status.total === settled;
	const share = isWhole ? "" : ` (${formatPercent(settled / (status.total ?? 1))})`;
	const { failed, interrupted } = status.counts;
	const doubts = interrupted > 0 ? `, ${formatCount(interrupted)} in doubt` : "";
	return [
		run.runId,
		printable(info.jobName),
		localTime(info.createdAt),
		`${formatCount(settled)}${share}`,
		formatCount(failed),
		`${status.state}${doubts}${info.parent === undefined ? "" : `, retries ${info.parent}`}`,
	];
}

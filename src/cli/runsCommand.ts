import { formatCount, formatPercent } from "../base/format.ts";
import { settledCount } from "../engine/counts.ts";
import { listRuns, type RunListing } from "../store/runList.ts";
import { columns } from "./columns.ts";
import { exitCodes } from "./exitCode.ts";
import type { GlobalOptions, Host } from "./host.ts";
import { printable, printableJson } from "./printable.ts";
import { runPlace } from "./runPlace.ts";
import { shortPath } from "./shortPath.ts";

export interface RunsOptions extends GlobalOptions {
	readonly json?: boolean;
}

/** `batchline runs`: newest first. */
export async function runsCommand(options: RunsOptions, { output, terminal }: Host): Promise<number> {
	const { runsFolder } = runPlace(options, process.cwd());
	const runs = listRuns(runsFolder);
	if (options.json) {
		await output.write(`${printableJson(runs.map(runJson))}\n`);
	} else if (runs.length === 0) {
		terminal.print(`There are no runs in ${shortPath(runsFolder)}.`);
	} else {
		const header = ["RUN", "JOB", "BEGUN", "ITEMS", "FAILED", "STATE"];
		await output.write(`${columns([header, ...runs.map(row)]).join("\n")}\n`);
	}
	return exitCodes.succeeded;
}

function runJson(run: RunListing) {
	const { runId, folder, problem } = run;
	if (problem !== undefined) return { runId, folder, problem };
	const { jobName, jobFile, createdAt, parent } = run.facts;
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
	const { facts, status } = run;
	const settled = settledCount(status.counts);
	const isWhole = status.total === undefined || status.total === settled;
	const share = isWhole ? "" : ` (${formatPercent(settled / (status.total ?? 1))})`;
	return [
		run.runId,
		printable(facts.jobName),
		localTime(facts.createdAt),
		`${formatCount(settled)}${share}`,
		formatCount(status.counts.failed),
		`${status.state}${facts.parent === undefined ? "" : `, retries ${facts.parent}`}`,
	];
}

/** `2026-11-23 14:05`, as the clock on the wall shows it. */
function localTime(ms: number): string {
	const date = new Date(ms);
	const shifted = new Date(ms - date.getTimezoneOffset() * 60_000);
	return shifted.toISOString().slice(0, 16).replace("T", " ");
}

import { formatBytes, formatCount, formatCountOf } from "../../base/format.ts";
import { enterRetry } from "../../job/launch/retry/enterOutcomes.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import { RunBusyError } from "../../store/errors/runBusyError.ts";
import { clearDeleted } from "../../store/history/deleteRun.ts";
import { type Deletion, deleteRuns } from "../../store/history/deleteRuns.ts";
import { historyOf, runsToGo, type SizedRun } from "../../store/history/retention.ts";
import { listRuns, type ReadableRun } from "../../store/history/runList.ts";
import { withSizes } from "../../store/history/runSize.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { columns } from "../terminal/columns.ts";
import { localTime } from "../terminal/localTime.ts";
import { printable, printableJson } from "../terminal/printable.ts";
import { errorReport } from "../texts/errorReport.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { type PruneOptions, retentionOf } from "./pruneOptions.ts";

/** `batchline runs --prune`: deletes runs that are over, and lists them. A run that cannot be read is kept. */
export async function pruneRuns(
	options: GlobalOptions & PruneOptions & { readonly json?: boolean },
	{ output, terminal }: Host,
): Promise<number> {
	const { runsFolder } = runsHome(options, process.cwd());
	if (!options.dryRun) await clearDeleted(runsFolder);
	const listings = listRuns(runsFolder);
	const runs = await withSizes(listings.filter((listing): listing is ReadableRun => listing.problem === undefined));
	const toGo = runsToGo(runs, retentionOf(options), Date.now());
	const { deleted, problems }: Deletion = options.dryRun
		? { deleted: toGo, problems: [] }
		: await deleteRuns(await withoutUnentered(toGo));
	const info = {
		freedBytes: deleted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
		kept: listings.length - deleted.length,
		notOver: historyOf(runs).needed.length,
	};
	if (options.json) {
		const listed = deleted.map(({ runId, info: { jobName }, sizeBytes }) => ({ runId, jobName, sizeBytes }));
		await output.write(`${printableJson({ deleted: listed, ...info, dryRun: options.dryRun === true })}\n`);
	} else {
		if (deleted.length > 0) await output.write(`${columns([header, ...deleted.map(row)]).join("\n")}\n`);
		terminal.print(summary(deleted.length, info, options));
	}
	for (const { run, error } of problems) {
		terminal.print(`Run ${run.runId} could not be deleted: ${errorReport(error, options.debug).text}`);
	}
	return problems.length > 0 ? exitCodes.unexpected : exitCodes.succeeded;
}

/** What a retry has done is entered into the earlier runs first: with it gone, its items would be tried again. */
async function withoutUnentered(runs: readonly SizedRun[]): Promise<readonly SizedRun[]> {
	const entered: SizedRun[] = [];
	for (const run of runs) {
		try {
			await enterRetry(run.folder, undefined);
			entered.push(run);
		} catch (error) {
			// The next pruning tries again.
			if (!(error instanceof RunBusyError || error instanceof DamagedRunError)) throw error;
		}
	}
	return entered;
}

const header = ["RUN", "JOB", "LAST CHANGE", "SIZE", "STATE"];

function row({ runId, info, status, sizeBytes }: SizedRun): readonly string[] {
	return [runId, printable(info.jobName), localTime(status.updatedAt), formatBytes(sizeBytes), status.state];
}

interface PruneInfo {
	readonly freedBytes: number;
	readonly kept: number;
	/** Of those kept: they can be resumed, or wait for a decision by the user. */
	readonly notOver: number;
}

/** `Deleted 3 runs (1.2 GB); 97 are kept, 5 of them because they are not over.` */
function summary(count: number, { freedBytes, kept, notOver }: PruneInfo, { dryRun }: PruneOptions): string {
	const runs = `${formatCountOf(count, "run")}${count === 0 ? "" : ` (${formatBytes(freedBytes)})`}`;
	const rest = `${formatCount(kept)} ${kept === 1 ? "is" : "are"} kept`;
	const why =
		notOver === 0 ? "" : `, ${formatCount(notOver)} of them because ${notOver === 1 ? "it is" : "they are"} not over`;
	return `${dryRun ? `Would delete ${runs}` : `Deleted ${runs}`}; ${rest}${why}.`;
}

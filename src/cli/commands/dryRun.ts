import { formatCount } from "../../base/format.ts";
import type { Job } from "../../job/file/job.ts";
import type { LaunchOptions } from "../../job/launch/launchOptions.ts";
import { runsProgram } from "../../job/plan/items/itemTraits.ts";
import { type Plan, planJob } from "../../job/plan/plan.ts";
import type { Preview } from "../../job/plan/preview.ts";
import { operationKindOf } from "../../operations/operationKinds.ts";
import { newRunId } from "../../store/files/runFolder.ts";
import type { Host } from "../places/host.ts";
import type { Output } from "../terminal/output.ts";
import { printable, printableJson, printableLines } from "../terminal/printable.ts";
import { exitCodes } from "../texts/exitCode.ts";

/** Items that are shown without `--limit`. */
const shownByDefault = 5;
/** Lines are written in pieces of about this length, UTF-16 units: one by one, a million of them would take long. */
const pieceLength = 65_536;

export interface DryRunOptions extends LaunchOptions {
	readonly json?: boolean | undefined;
	readonly quiet?: boolean | undefined;
}

/** `batchline run JOB --dry-run`: prints what would be run for each item, and runs nothing. @throws UsageError */
export async function dryRun(job: Job, options: DryRunOptions, host: Host): Promise<number> {
	const plan = await planJob(job, { ...options, runId: newRunId(options.clock.now()) });
	const { notes } = plan;
	try {
		if (runsProgram(job.definition)) host.terminal.print("The program that lists the items was run; nothing else was.");
		const limitHint = "--limit N shows the first N, ";
		return await printPlan(plan, { ...options, notes, limitHint }, host);
	} finally {
		await plan.dispose();
	}
}

export interface PrintPlanOptions extends Pick<DryRunOptions, "json" | "quiet" | "limit"> {
	readonly notes: readonly string[];
	/** How to have more shown than a few. */
	readonly limitHint?: string;
}

/** Prints what a plan would run. */
export async function printPlan(
	plan: Plan,
	{ json, quiet, limit, notes, limitHint = "" }: PrintPlanOptions,
	{ output, terminal }: Host,
): Promise<number> {
	if (operationKindOf(plan.job.definition.run)?.loadsCode) {
		terminal.print("The job's code was loaded to check it: what stands at its top level has run, and nothing else.");
	}
	if (!quiet) for (const note of notes) terminal.print(note);
	if (json) {
		await writeLines(plan.previews(output.closed), output, printableJson);
		return exitCodes.succeeded;
	}
	const shown = await plan.preview(limit ?? shownByDefault);
	await output.write(`${[printable(plan.itemsSummary), printable(plan.runSummary)].join("\n")}\n`);
	for (const preview of shown) await output.write(`\n${previewText(preview)}`);
	const total = plan.source.total();
	const left = total && total.count - shown.length;
	if (left) await output.write(`\n${moreText(left, total.exact, limitHint)}\n`);
	return exitCodes.succeeded;
}

async function writeLines<T>(values: AsyncIterable<T>, output: Output, line: (value: T) => string): Promise<void> {
	let piece = "";
	for await (const value of values) {
		piece += `${line(value)}\n`;
		if (piece.length < pieceLength) continue;
		await output.write(piece);
		piece = "";
	}
	if (piece !== "") await output.write(piece);
}

function previewText({ index, key, rendered, problem }: Preview): string {
	const title = key === String(index) ? formatCount(index) : `${formatCount(index)}  ${printable(key)}`;
	const body = problem ?? (typeof rendered === "string" ? rendered : JSON.stringify(rendered, null, 2));
	return [title, ...printableLines(body).map((line) => `    ${line}`.trimEnd()), ""].join("\n");
}

function moreText(left: number, isExact: boolean, limitHint: string): string {
	return `And ${isExact ? "" : "about "}${formatCount(left)} more: ${limitHint}--json ${limitHint ? "" : "shows "}all of them.`;
}

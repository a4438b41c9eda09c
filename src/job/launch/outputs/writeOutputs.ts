import { SettingsError } from "../../../base/settingsError.ts";
import { settledCount } from "../../../engine/model/counts.ts";
import { noteContent, type OutputWriter } from "../../../store/database/locks/outputClaims.ts";
import { readOutputs, saveOutputs } from "../../../store/files/outputsRecord.ts";
import { readRun } from "../../../store/history/runList.ts";
import { ResultTable, type RowsOptions } from "../../../store/results/resultTable.ts";
import type { RunStatus } from "../../../store/runReader.ts";
import { problemIn, withErrorLocation } from "../../file/withErrorLocation.ts";
import type { Plan } from "../../plan/plan.ts";
import { type ClaimedOutput, type ClaimOptions, claimedOutput, type FileStamp, fileStamp } from "./claimedOutputs.ts";
import { OutputExistsError, OverwriteError } from "./outputExistsError.ts";

/** How far an output is. */
export interface WritingProgress {
	/** Absolute. */
	readonly file: string;
	readonly rows: number;
	/** How many there are at most. */
	readonly of: number;
}

export interface WriteOptions {
	onProgress(progress: WritingProgress): void;
	/** Is told what the user should know. */
	onNote(note: string): void;
}

type OutputsPlan = Pick<Plan, "job" | "endOutputs" | "outputFiles" | "redact">;

/** The outputs of a run that are written when it ends. */
export class EndOutputs {
	readonly #plan: OutputsPlan;
	/** Of the run whose results they get. */
	readonly #folder: string;
	#claimed: readonly ClaimedOutput[] = [];
	/** Why some are left as they are. */
	#notes: readonly string[] = [];

	constructor(folder: string, plan: OutputsPlan) {
		this.#folder = folder;
		this.#plan = plan;
	}

	/** Takes them for this run, before any item runs. @throws OverwriteError, UsageError with the place in the job */
	async claim(run: OutputWriter, options: ClaimOptions): Promise<void> {
		const { job, endOutputs, outputFiles, redact } = this.#plan;
		const claimed: ClaimedOutput[] = [];
		const notes: string[] = [];
		for (const output of endOutputs) {
			const found = await withErrorLocation(job, output.path, redact, () =>
				claimedOutput(output, run, options).catch((error: unknown) => {
					if (!(error instanceof OutputExistsError)) throw error;
					throw new OverwriteError(problemIn(job, error.below(...output.path), redact));
				}),
			);
			if ("leftAlone" in found) notes.push(`${found.leftAlone} \`batchline results ${run.originId}\` has the results.`);
			else claimed.push(found);
		}
		this.#claimed = claimed;
		this.#notes = notes;
		if (outputFiles.length === 0) return;
		saveOutputs(this.#folder, { files: outputFiles, writtenAt: readOutputs(this.#folder)?.writtenAt ?? null });
	}

	/**
	 * Writes them out of the run folder, as it is now. Call it while the run is held, and does nothing.
	 * @throws UsageError for the first that could not be written; the others are written all the same
	 */
	async write({ onProgress, onNote }: WriteOptions): Promise<void> {
		for (const note of this.#notes) onNote(note);
		const { updatedAt, counts, state } = readRun(this.#folder).status;
		// Nothing has begun, so that what is there is better than nothing.
		if (this.#claimed.length === 0 || (settledCount(counts) === 0 && state !== "completed")) return;
		const { job, redact, outputFiles } = this.#plan;
		const table = ResultTable.open(this.#folder, { redact });
		const failed: unknown[] = [];
		try {
			for (const output of this.#claimed) {
				await withErrorLocation(job, output.path, redact, async () => {
					const of = settledCount(counts);
					const notes = await written(output, table, (rows) => onProgress({ file: output.file, rows, of }));
					for (const note of notes) onNote(`${output.file}: ${note}`);
				}).catch((error: unknown) => failed.push(error));
			}
		} finally {
			table.dispose();
		}
		if (failed.length > 0) throw failed[0];
		saveOutputs(this.#folder, { files: outputFiles, writtenAt: updatedAt });
	}
}

/** Whether a run has ended, and its outputs do not have its outcomes: it was killed just then. */
export function owesOutputs(folder: string, { updatedAt }: Pick<RunStatus, "updatedAt">): boolean {
	const record = readOutputs(folder);
	return record !== undefined && record.writtenAt !== updatedAt;
}

function written(
	output: ClaimedOutput,
	table: ResultTable,
	onRows: (rows: number) => void,
): Promise<readonly string[]> {
	const { file, order, outcomes, writer, part } = output;
	const options: RowsOptions = { order, outcomes };
	const rows = async function* () {
		let count = 0;
		for await (const page of table.rows(options)) {
			yield page;
			count += page.length;
			onRows(count);
		}
	};
	return writer.write(file, rows, (digest, replaced) => {
		assertUnchanged(output, replaced);
		noteContent(file, digest, part?.key);
	});
}

/** What somebody has put there since the run began is not written over. */
function assertUnchanged({ file, found: before, foundPart, part }: ClaimedOutput, replaced: string | undefined): void {
	if (part ? replaced === undefined || replaced === foundPart : isAsBefore(fileStamp(file), before)) return;
	throw new SettingsError(
		`${part ? `${part.name} of ` : ""}${file} has been changed while the run was going on, and is left as it is.`,
		{
			path: [],
			suggestion: "Move it away, and resume the run: its results are written then.",
		},
	);
}

/** Or gone. */
function isAsBefore(now: FileStamp | undefined, before: FileStamp | undefined): boolean {
	return (
		!now ||
		(before !== undefined && now.ino === before.ino && now.size === before.size && now.mtimeMs === before.mtimeMs)
	);
}

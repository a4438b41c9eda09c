import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../../base/usageError.ts";
import type { ErrorCategory } from "../../engine/model/errorCategory.ts";
import type { FailureSelection } from "../../engine/model/ports.ts";
import type { SelectedText } from "../../sources/sourceKind.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import { DamagedRunError } from "../../store/errors/damagedRunError.ts";
import { writeDurably } from "../../store/files/durableFile.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import type { Job } from "../file/job.ts";
import { readJobFile, readJobText } from "../file/readJob.ts";
import type { InputValues } from "../plan/inputs.ts";

/** What a run that retries another one's failed items must know when it is resumed. */
export interface RetryInfo {
	/** Id of the run that the items took their identity from: the first in a chain of retries. */
	readonly originId: string;
	/** Undefined: failed items of every category. */
	readonly category?: ErrorCategory | undefined;
	/** Skipped items are tried again as well. */
	readonly skipped?: boolean | undefined;
	/** Items that the user has selected; undefined: all of the kind. */
	readonly selected?: readonly FailureSelection[] | undefined;
	/** Of the file that chose its items, and gave them their values; undefined where none did. */
	readonly correctedDigest?: string | undefined;
	/** How many items it has; they are in {@link retriedItemsFile}. */
	readonly items?: number | undefined;
	/** Where its lines begin in the job's output: after those of items that have succeeded in the earlier runs. */
	readonly outputBytes?: number | undefined;
	/** The output holds the lines of the earlier runs, and of no others: each item can be left one line. */
	readonly ownsOutput?: boolean | undefined;
	/** `updatedAt` of the run when its outcomes were entered into the earlier runs. */
	readonly enteredAt?: number | undefined;
}

/** How many items a process had at once at most: when it is killed, no others run a second time. */
export interface RepeatBound {
	/** Items under way. */
	readonly underWay: number;
	/** Items that had ended, and whose outcomes were not on disk. */
	readonly unsaved: number;
	/** Set once it has stopped the run in good order: items whose attempt was cut short, or had got no answer. */
	readonly stopped?: number | undefined;
}

export function saveSelection(folder: string, selection: SelectedText): void {
	writeDurably(runFolderAt(folder).selection, JSON.stringify(selection));
}

/** @throws UsageError when it is gone */
export function readSelection(folder: string): SelectedText {
	const file = runFolderAt(folder).selection;
	if (!existsSync(file)) {
		const message = "The text that was selected for this run is gone from its folder, so it cannot be resumed.";
		throw new UsageError({ message, file, suggestion: "Select the text again, and start a new run." });
	}
	return readJson(file) as SelectedText;
}

export function saveRetryInfo(folder: string, info: RetryInfo): void {
	writeDurably(retryFile(folder), JSON.stringify(info));
}

/** Undefined for a run that is not a retry. */
export function readRetryInfo(folder: string): RetryInfo | undefined {
	const file = retryFile(folder);
	return existsSync(file) ? (readJson(file) as RetryInfo) : undefined;
}

/** The items that a retry tries again, as it does. */
export function retriedItemsFile(folder: string): string {
	return join(folder, "retry-items.jsonl");
}

/** @param suffix in the name of its output */
export function saveOwnOutput(folder: string, suffix: string): void {
	writeDurably(ownOutputFile(folder), JSON.stringify({ suffix }));
}

/** Undefined for a run that writes the output that its job names. */
export function readOwnOutput(folder: string): string | undefined {
	const file = ownOutputFile(folder);
	if (!existsSync(file)) return undefined;
	const { suffix } = readJson(file) as { readonly suffix?: unknown };
	if (typeof suffix === "string") return suffix;
	throw new DamagedRunError(file, "It holds no suffix.");
}

export function saveInputs(folder: string, inputs: InputValues): void {
	if (Object.keys(inputs).length > 0) writeDurably(inputsFile(folder), JSON.stringify(inputs));
}

/** What was chosen for the run; none for a run of a job without inputs. */
export function readInputs(folder: string): InputValues {
	const file = inputsFile(folder);
	if (!existsSync(file)) return {};
	const inputs = readJson(file);
	const isValid =
		typeof inputs === "object" && inputs !== null && Object.values(inputs).every((value) => typeof value === "string");
	if (isValid) return inputs as InputValues;
	throw new DamagedRunError(file, "It holds no texts by name.");
}

/** @param words what was typed to make the job, behind the program's name */
export function saveCommandLine(folder: string, words: readonly string[]): void {
	writeDurably(commandLineFile(folder), JSON.stringify(words));
}

/** Undefined for a run whose job was not made from a command line. @throws DamagedRunError */
export function readCommandLine(folder: string): readonly string[] | undefined {
	const file = commandLineFile(folder);
	return existsSync(file) ? (readJson(file) as readonly string[]) : undefined;
}

/** @param bound undefined where starts are recorded, so that it is known which items are in doubt */
export function saveRepeatBound(folder: string, bound: RepeatBound | undefined): void {
	const file = repeatBoundFile(folder);
	if (bound) writeDurably(file, JSON.stringify(bound));
	else rmSync(file, { force: true });
}

/** Undefined where starts are recorded, and for a run of an older version. */
export function readRepeatBound(folder: string): RepeatBound | undefined {
	const file = repeatBoundFile(folder);
	if (!existsSync(file)) return undefined;
	const { underWay, unsaved, stopped } = readJson(file) as Readonly<Record<string, unknown>>;
	if (typeof underWay === "number" && typeof unsaved === "number") {
		return { underWay, unsaved, stopped: typeof stopped === "number" ? stopped : undefined };
	}
	throw new DamagedRunError(file, "It holds no two numbers.");
}

/** The run uses `definition` from now on. */
export function saveDefinition(folder: string, definition: unknown): void {
	writeDurably(runFolderAt(folder).jobFile, `${JSON.stringify(definition, null, 2)}\n`);
}

/**
 * The job as it ran.
 * @throws UsageError when this version cannot make sense of it; DamagedRunError when it is missing, or not JSON
 */
export async function readSavedJob(folder: string, { jobName, jobFile, baseFolder }: RunInfo): Promise<Job> {
	const file = runFolderAt(folder).jobFile;
	if (!existsSync(file)) throw new DamagedRunError(file, "It is missing.");
	// Text that is not JSON was never written so: it is damage, not the user's mistake.
	readJson(file);
	const saved = { ...readJobText(readFileSync(file, "utf8"), { file, baseFolder }), name: jobName };
	if (jobFile === undefined) return saved;
	// If the user's own file still says the same, problems are better reported at their location there.
	const original = await readJobFile(jobFile).catch(() => undefined);
	return original && isDeepStrictEqual(original.document.value, saved.document.value) ? original : saved;
}

function repeatBoundFile(folder: string): string {
	return join(folder, "at-once.json");
}

function inputsFile(folder: string): string {
	return join(folder, "inputs.json");
}

function ownOutputFile(folder: string): string {
	return join(folder, "output.json");
}

function commandLineFile(folder: string): string {
	return join(folder, "command-line.json");
}

function retryFile(folder: string): string {
	return join(folder, "retry.json");
}

function readJson(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch (error) {
		throw new DamagedRunError(file, `It is not JSON (${(error as Error).message}).`);
	}
}

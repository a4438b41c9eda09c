import { join } from "node:path";
import { chosenKind } from "../../base/oneKind.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { RateLimiter } from "../../engine/index.ts";
import type { Policies } from "../../engine/model/policies.ts";
import type { Log } from "../../engine/model/ports.ts";
import type { ProxySettings } from "../../http/proxySettings.ts";
import type { OperationContext, OperationKind, PreparedOperation } from "../../operations/operationKind.ts";
import { operationKinds } from "../../operations/operationKinds.ts";
import type { ProgramOutputs } from "../../operations/programOutputs.ts";
import { limitedSource } from "../../sources/narrowing/limitedSource.ts";
import type { Spool, StandardInput } from "../../sources/reading/spool.ts";
import type { OpenedSource, SelectedText } from "../../sources/sourceKind.ts";
import { redactor } from "../../templates/redactor.ts";
import { resolveVariables, type VariableSources, type Variables } from "../../templates/variables.ts";
import type { Job } from "../file/job.ts";
import { withErrorLocation } from "../file/withErrorLocation.ts";
import { compileChecks } from "./checks/jobChecks.ts";
import { type InputValues, inputsText, inputValues } from "./inputs.ts";
import { checkedKeys } from "./items/checkedKeys.ts";
import { checkItemVariables } from "./items/itemVariables.ts";
import { type JobItems, openItems } from "./items/openItems.ts";
import { type JobSinks, makeSinks } from "./makeSinks.ts";
import { compileNotify, type Notifier } from "./notify.ts";
import { type OwnFiles, ownFiles } from "./ownFiles.ts";
import { withOwnOutput } from "./ownOutput.ts";
import { type PartialPolicies, policiesOf } from "./policies.ts";
import { tryOut } from "./preflight.ts";
import { type Preview, previewItems } from "./preview.ts";
import { redactedLog } from "./redactedLog.ts";
import { type SharedLimits, sharedLimiterOf } from "./sharedLimits.ts";

export interface PlanOptions {
	readonly runId: string;
	readonly variableSources: VariableSources;
	/** For a job that was started on a text in the editor. */
	readonly selection?: SelectedText | undefined;
	/** The user's settings, which apply where the job says nothing. */
	readonly defaults?: PartialPolicies | undefined;
	/** What was chosen for the run. `ask`: whoever starts it asks for each input, see `InputsNeededError`. */
	readonly inputs?: InputValues | "ask" | undefined;
	/** Overrides the job's own. */
	readonly concurrency?: number | "auto" | undefined;
	/** At most this many items, from the first. */
	readonly limit?: number | undefined;
	/** Where the job was read from, if it comes as the copy that a run keeps. */
	readonly jobFile?: string | undefined;
	/** Keeps what can be read only once, for a run; undefined: the items are only looked at. */
	readonly spool?: Spool | undefined;
	/** Undefined on hosts that have none. */
	readonly standardInput?: StandardInput | undefined;
	/** For a run that had items: whether it still has the same is asked later. */
	readonly acceptsEmpty?: boolean | undefined;
	/** Absolute; nothing in it becomes an item. */
	readonly runsFolder?: string | undefined;
	/** Limits that the runs of a window share. Undefined where a process runs one job. */
	readonly limits?: SharedLimits | undefined;
	/** Which proxies requests go through. Default: those of the environment. */
	readonly proxies?: ProxySettings | undefined;
	/** Takes all that the programs of a command write. */
	readonly outputs?: ProgramOutputs | undefined;
	/** Stands in the name of the job's output, where another run writes the one that the job names. */
	readonly ownOutput?: string | undefined;
	readonly log: Log;
}

/** A job as the engine's ports: checked, opened, prepared. Nothing has run, and nothing is written. */
export interface Plan extends JobSinks {
	readonly job: Job;
	readonly source: OpenedSource;
	readonly operation: PreparedOperation;
	/** Absolute paths of the files of all outputs, as the job names them. */
	readonly outputFiles: readonly string[];
	readonly policies: Policies;
	/** Of the named limit that the job uses; undefined where it names none. */
	readonly sharedLimiter: RateLimiter | undefined;
	/** `214 rows of CSV: slug, title` */
	readonly itemsSummary: string;
	/** `POST https://…` */
	readonly runSummary: string;
	/** What should be known before it runs: what was left out, and why. */
	readonly notes: readonly string[];
	/** Undefined where the job has no notification. */
	readonly notifier: Notifier | undefined;
	/** What was chosen for the run, with defaults for the rest. */
	readonly inputs: InputValues;
	/** Undefined where the job has no secrets. */
	readonly redact: ((text: string) => string) | undefined;
	/** What would be run for the first items. */
	preview(limit: number): Promise<readonly Preview[]>;
	/** The same for every item. */
	previews(signal: AbortSignal): AsyncIterable<Preview>;
	/** Closes what was opened. Call it unless you launch the plan. */
	dispose(): Promise<void>;
}

/** @throws UsageError with its location in the job, when it cannot be run as it is */
export function planJob(job: Job, options: PlanOptions): Promise<Plan> {
	const { runId, selection, limit, runsFolder, acceptsEmpty, spool, standardInput } = options;
	const given = {
		...remoteOptions(job, options),
		runId,
		selection,
		limit,
		runsFolder,
		acceptsEmpty,
		spool,
		standardInput,
	};
	return plan(job, options, (variables, redact, own) => openItems(job, { ...given, variables, redact, own }));
}

/** What sources need that ask others. */
function remoteOptions(job: Job, { proxies, defaults = {}, log }: PlanOptions) {
	const { retry } = policiesOf(job.definition, defaults, { batchSize: 1, timeoutMs: undefined });
	return { proxies, retry, log };
}

/** Only the items of a job, as they are now. Dispose of them when they were read. @throws UsageError */
export async function planItems(job: Job, options: PlanOptions): Promise<JobItems> {
	const { runId, selection, limit, runsFolder, jobFile } = options;
	const { items, key, output } = job.definition;
	const variables = await withErrorLocation(job, [], undefined, () =>
		variablesOf(job, { items, key, output }, options),
	);
	const redact = redactor(variables.secrets);
	await withErrorLocation(job, [], redact, () => checkItemVariables({ items, key, output }));
	const own = await withErrorLocation(job, [], redact, () => ownFiles(job, variables, jobFile));
	return openItems(job, {
		...remoteOptions(job, options),
		runId,
		variables,
		redact,
		selection,
		limit,
		own,
		runsFolder,
		acceptsEmpty: true,
		spool: undefined,
		standardInput: undefined,
	});
}

/** The same as {@link planJob} over items that were keyed and checked in an earlier run. @throws UsageError */
export function planOver(job: Job, source: OpenedSource, options: PlanOptions): Promise<Plan> {
	const { limit } = options;
	const limited = limit === undefined ? source : limitedSource(source, limit);
	// Those of them with the same key are asked once, too; under the other policies, whoever retries them wants them run.
	const checked = job.definition.duplicates === "reuse" ? checkedKeys(limited, "reuse") : limited;
	const items: JobItems = { source: checked, notes: [], reads: () => false, dispose: async () => undefined };
	return plan(job, options, async () => items, { triesOut: false });
}

type ItemsOf = (variables: Variables, redact: Plan["redact"], own: OwnFiles) => Promise<JobItems>;

async function plan(
	job: Job,
	options: PlanOptions,
	itemsOf: ItemsOf,
	{ triesOut } = { triesOut: true },
): Promise<Plan> {
	let items: JobItems | undefined;
	const opened: ItemsOf = async (...given) => {
		items = await itemsOf(...given);
		return items;
	};
	try {
		return await planWith(job, options, opened, { triesOut });
	} catch (error) {
		await items?.dispose();
		throw error;
	}
}

async function planWith(
	given: Job,
	options: PlanOptions,
	itemsOf: ItemsOf,
	{ triesOut }: { readonly triesOut: boolean },
): Promise<Plan> {
	const { ownOutput, runId, defaults, concurrency, jobFile, limits, proxies, log, runsFolder, outputs } = options;
	const job = ownOutput === undefined ? given : withOwnOutput(given, ownOutput);
	const { items, key, run, output, assert, skipIf, notify } = job.definition;
	const { baseFolder } = job;
	const variables = await withErrorLocation(job, [], undefined, () =>
		variablesOf(job, { items, key, run, output, assert, skipIf, notify }, options),
	);
	const redact = redactor(variables.secrets);
	await withErrorLocation(job, [], redact, () => checkItemVariables({ items, key, output, skipIf }));
	const checks = await withErrorLocation(job, [], redact, () => compileChecks(job, { variables, runId, redact }));
	const own = await withErrorLocation(job, [], redact, () => ownFiles(job, variables, jobFile));
	const { source, notes, reads, dispose: closeItems } = await itemsOf(variables, redact, own);
	const sinks = await makeSinks(job, { runId, variables, redact, guarded: { own, reads } });
	const { kind, settings } = chosenKind<OperationKind>(operationKinds, run);
	await withErrorLocation(job, [], redact, () => assertOneByOne(job, concurrency));
	const asked = concurrency === undefined ? job.definition : { ...job.definition, concurrency };
	const policies = policiesOf(asked, defaults ?? {}, kind.defaults);
	const sharedLimiter = await withErrorLocation(job, ["rateLimit", "limit"], redact, () =>
		sharedLimiterOf(job.definition, limits),
	);
	const { concurrency: lanes, timeoutMs } = policies;
	const context: OperationContext = {
		baseFolder,
		runId,
		runFolder: runsFolder && join(runsFolder, runId),
		variables,
		concurrency: lanes,
		keepsHeaders: checks.needsHeaders,
		interrupted: policies.interrupted,
		proxies,
		outputs,
		timeoutMs,
		log: redactedLog(log, redact),
	};
	const notifyKind = Object.keys(notify ?? {}).filter((name) => name !== "on");
	const notifier = await withErrorLocation(job, ["notify", ...notifyKind], redact, () =>
		compileNotify(job, { ...context, outputs: undefined }, redact ?? ((text) => text)),
	);
	const prepared = await withErrorLocation(job, ["run", kind.name], redact, () => kind.prepare(settings, context));
	const operation = checks.around(prepared, { leavesOut: triesOut });
	try {
		if (triesOut) {
			await withErrorLocation(job, ["run", kind.name], redact, () => tryOut(source, operation));
			await withErrorLocation(job, [], redact, () => checks.tryOut(source));
		}
	} catch (error) {
		await operation.dispose();
		throw error;
	}
	const previews = (signal: AbortSignal) => previewItems(source, operation, redact, signal);
	return {
		job,
		source,
		operation,
		...sinks,
		outputFiles: [...new Set(own.outputs)],
		policies,
		sharedLimiter,
		itemsSummary: redact ? redact(source.summary) : source.summary,
		notes: [...inputNotes(variables), ...notes].map((note) => (redact ? redact(note) : note)),
		notifier,
		inputs: variables.inputs,
		runSummary: kind.describe(settings),
		redact,
		previews,
		async preview(limit) {
			const found: Preview[] = [];
			if (limit <= 0) return found;
			for await (const preview of previews(new AbortController().signal)) {
				if (found.push(preview) >= limit) break;
			}
			return found;
		},
		async dispose() {
			await operation.dispose();
			await closeItems();
		},
	};
}

/** @param concurrency what the user asks for, whatever the job says */
function assertOneByOne({ definition }: Job, concurrency: PlanOptions["concurrency"]): void {
	const asked = concurrency ?? definition.concurrency ?? 1;
	if (!definition.inOrder || asked === 1) return;
	throw new SettingsError(`A job with "inOrder" works on one item (or batch) at a time, and is to work on ${asked}.`, {
		path: concurrency === undefined ? ["concurrency"] : ["inOrder"],
		suggestion: 'Leave out one of "inOrder" and "concurrency".',
	});
}

function inputNotes({ inputs }: JobVariables): readonly string[] {
	const text = inputsText(inputs);
	return text === undefined ? [] : [`With ${text}.`];
}

interface JobVariables extends Variables {
	readonly inputs: InputValues;
}

/** @throws SettingsError; UsageError as {@link inputValues} does */
export async function variablesOf(
	job: Job,
	definition: Partial<Job["definition"]>,
	{ variableSources, inputs: given = {} }: PlanOptions,
): Promise<JobVariables> {
	const inputs = inputValues(job, given, variableSources);
	return { ...(await resolveVariables(definition, variableSources, inputs)), folder: job.baseFolder, inputs };
}

import { dirname, sep } from "node:path";
import { chosenKind } from "../../../base/oneKind.ts";
import { SettingsError } from "../../../base/settingsError.ts";
import { defaultPolicies, type RetryPolicy } from "../../../engine/model/policies.ts";
import type { Log } from "../../../engine/model/ports.ts";
import type { ProxySettings } from "../../../http/proxySettings.ts";
import { limitedSource } from "../../../sources/narrowing/limitedSource.ts";
import { type Narrowing, narrowedSource } from "../../../sources/narrowing/narrowing.ts";
import { noItemsError } from "../../../sources/reading/noItems.ts";
import type { Spool, StandardInput } from "../../../sources/reading/spool.ts";
import type { OpenedSource, SelectedText, SourceKind } from "../../../sources/sourceKind.ts";
import { sourceKinds } from "../../../sources/sourceKinds.ts";
import { expandVariables, type Variables } from "../../../templates/variables.ts";
import type { Job } from "../../file/job.ts";
import { problemIn, withErrorLocation } from "../../file/withErrorLocation.ts";
import type { OwnFiles } from "../ownFiles.ts";
import { assertSomeItemFits } from "../preflight.ts";
import { redactedLog } from "../redactedLog.ts";
import { checkedKeys } from "./checkedKeys.ts";
import { earlierRun } from "./earlierRun.ts";
import { compileKey } from "./itemKey.ts";
import { keyedSource } from "./keyedSource.ts";
import { NoItemsError } from "./noItemsError.ts";
import { PassingSpool } from "./spools.ts";

export interface ItemsOptions {
	readonly runId: string;
	readonly variables: Variables;
	readonly redact: ((text: string) => string) | undefined;
	readonly selection: SelectedText | undefined;
	readonly limit: number | undefined;
	readonly own: OwnFiles;
	/** Absolute; undefined where the host keeps none. */
	readonly runsFolder: string | undefined;
	/** Keeps what can be read only once; undefined: the items are only looked at. */
	readonly spool: Spool | undefined;
	readonly standardInput: StandardInput | undefined;
	readonly proxies: ProxySettings | undefined;
	readonly retry: RetryPolicy;
	readonly log: Log;
	/** For a run that had items. */
	readonly acceptsEmpty?: boolean | undefined;
}

const emptyAdvice = 'If that is fine, add "empty": "ok" to "items".';

/** Where a job's items come from. */
export interface JobItems {
	/** Keyed and limited as the job says. */
	readonly source: OpenedSource;
	/** What should be known before anything runs. */
	readonly notes: readonly string[];
	/** Whether the source reads the file with that identity. */
	reads(identity: string): boolean;
	/** Nothing is read any more. */
	dispose(): Promise<void>;
}

/** @throws NoItemsError; UsageError when there is nothing to read from, or no item gives a key */
export async function openItems(job: Job, options: ItemsOptions): Promise<JobItems> {
	const passing = options.spool ? undefined : new PassingSpool();
	let opened: OpenedSource | undefined;
	const dispose = async () => {
		await opened?.dispose?.();
		await passing?.dispose();
	};
	try {
		opened = await openSource(job, { ...options, spool: options.spool ?? passing });
		return { ...(await asTheJobSays(job, opened, options)), dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}

function openSource(
	job: Job,
	{ variables, redact, selection, own, runsFolder, log, ...given }: ItemsOptions,
): Promise<OpenedSource> {
	const { kind, settings } = chosenKind<SourceKind>(sourceKinds, job.definition.items);
	return withErrorLocation(job, ["items", kind.name], redact, () =>
		kind.open(expandVariables(settings, variables), {
			baseFolder: job.baseFolder,
			selection,
			ownFiles: own.notItems,
			closedFolders: closedFolders(job.baseFolder, runsFolder),
			spool: given.spool,
			standardInput: given.standardInput,
			earlierRun:
				runsFolder === undefined ? undefined : (of) => earlierRun(of, { runsFolder, baseFolder: job.baseFolder }),
			secrets: variables.secrets,
			proxies: given.proxies,
			retry: given.retry,
			log: redactedLog(log, redact),
		}),
	);
}

/** Its items keyed, and limited. @throws NoItemsError; UsageError */
async function asTheJobSays(
	job: Job,
	opened: OpenedSource,
	{ runId, variables, redact, limit, acceptsEmpty }: ItemsOptions,
): Promise<Omit<JobItems, "dispose">> {
	const { kind, settings } = chosenKind<SourceKind>(sourceKinds, job.definition.items);
	const assertSome = (empty: SettingsError | undefined, ...above: readonly string[]) => {
		if (!empty || acceptsEmpty || job.definition.items.empty === "ok") return;
		const problem = problemIn(job, empty.below(...above), redact);
		throw new NoItemsError({ ...problem, suggestion: problem.suggestion ?? emptyAdvice });
	};
	assertSome(noItemsError(opened, kind.describe(settings)), "items", kind.name);
	const narrowed = await withErrorLocation(job, ["items"], redact, () =>
		narrowedSource(opened, job.definition.items as Narrowing, { variables, runId }),
	);
	assertSome(noItemsError(narrowed, kind.describe(settings)), "items");
	const { key } = job.definition;
	const keyOf =
		key === undefined ? undefined : await withErrorLocation(job, [], redact, () => compileKey(key, variables, runId));
	if (keyOf) await withErrorLocation(job, [], redact, () => assertSomeItemFits(narrowed, keyOf));
	await withErrorLocation(job, [], redact, () => assertComparable(job));
	const source = keyOf ? keyedSource(narrowed, keyOf) : narrowed;
	const limited = limit === undefined ? source : limitedSource(source, limit);
	return {
		source: keyOf ? checkedKeys(limited, job.definition.duplicates ?? defaultPolicies.duplicates) : limited,
		notes: narrowed.notes ?? [],
		reads: (identity) => opened.reads?.(identity) ?? false,
	};
}

/** Without a key of the job's, each item has its own: a path, or its position. */
function assertComparable({ definition: { key, duplicates } }: Job): void {
	if (key !== undefined || duplicates === undefined || duplicates === "run") return;
	throw new SettingsError('"duplicates" compares keys, and the job has no "key": each item has one of its own.', {
		path: ["duplicates"],
		suggestion: 'Say what makes items the same: "key": "{{ item.id }}", or "{{ item }}" for lines.',
	});
}

/** The folder with the runs, and all of the one that was named for them, if that is not the project itself. */
function closedFolders(baseFolder: string, runsFolder: string | undefined): readonly string[] {
	if (runsFolder === undefined) return [];
	const stateFolder = dirname(runsFolder);
	const isAround = baseFolder === stateFolder || baseFolder.startsWith(stateFolder + sep);
	return isAround ? [runsFolder] : [runsFolder, stateFolder];
}

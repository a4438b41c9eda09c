import type { Alert } from "../engine/model/alert.ts";
import type { Counts } from "../engine/model/counts.ts";
import type { LaneTime } from "../engine/model/laneTime.ts";
import type { Durations, ErrorGroup, Sample, SampleCounts, Total } from "../engine/model/ports.ts";
import type { RunState } from "../engine/model/runState.ts";
import type { BlockedOn, LongAttempt, NextAttempt, SlowedBy, Snapshot } from "../engine/model/snapshot.ts";
import type { Tuned, Tuning } from "../engine/model/tuning.ts";
import type { SummaryTable } from "../wording/summaryTable.ts";
import type {
	DetailPart,
	GroupReference,
	Groups,
	ItemReference,
	PanelState,
	Picture,
	ResultDetail,
	ResultInfo,
	ResultOutcome,
	ResultsFilter,
	ResultsFound,
	ResultsPage,
	ResultsRange,
	RunNow,
	SearchReference,
	ToHost,
	ToWebview,
} from "./protocol.ts";

/**
 * Checks messages between webview and host. Written by hand, because a schema library would be larger than the rest of
 * the webview's own code. Each check returns the message, or undefined for anything else.
 */

type Check<T> = (value: unknown) => value is T;
/** One check for each member of T; if one is missing, the compiler complains. */
type Checks<T> = { readonly [Name in keyof Required<T>]: Check<T[Name]> };

const string: Check<string> = (value) => typeof value === "string";
const number: Check<number> = (value): value is number => typeof value === "number" && Number.isFinite(value);
const boolean: Check<boolean> = (value) => typeof value === "boolean";

function optional<T>(check: Check<T>): Check<T | undefined> {
	return (value): value is T | undefined => value === undefined || check(value);
}

function list<T>(check: Check<T>): Check<readonly T[]> {
	return (value): value is readonly T[] => Array.isArray(value) && value.every(check);
}

function oneOf<T extends string>(names: Readonly<Record<T, true>>): Check<T> {
	return (value): value is T => typeof value === "string" && Object.hasOwn(names, value);
}

function record<T>(checks: Checks<T>): Check<T> {
	const entries = Object.entries(checks) as [string, Check<unknown>][];
	return (value): value is T =>
		isRecord(value) && entries.every(([name, check]) => check(Object.hasOwn(value, name) ? value[name] : undefined));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

const outcome = oneOf<ErrorGroup["outcome"]>({ failed: true, rejected: true, skipped: true, interrupted: true });
const sampleCounts = record<SampleCounts>({
	succeeded: number,
	failed: number,
	rejected: number,
	skipped: number,
	retries: number,
});
const interrupted = record<Pick<Counts, "interrupted">>({ interrupted: number });
const counts: Check<Counts> = (value) => sampleCounts(value) && interrupted(value);

const durations = record<Durations>({ p50Ms: number, p95Ms: number, p99Ms: number });
const tuned = record<Tuned>({ value: number, why: optional(string) });
const alert = record<Alert>({
	kind: oneOf({ successRate: true, rateDrop: true, memory: true }),
	value: number,
	threshold: number,
	action: oneOf({ notify: true, pause: true, halt: true }),
	since: number,
	noticedAt: number,
	message: string,
});
const snapshot = record<Snapshot>({
	runId: string,
	jobName: string,
	state: oneOf<RunState>({
		queued: true,
		running: true,
		paused: true,
		completed: true,
		completedWithFailures: true,
		halted: true,
		cancelled: true,
		interrupted: true,
	}),
	reason: optional(string),
	total: optional(record<Total>({ count: number, exact: boolean })),
	counts,
	sameKeys: optional(number),
	inFlight: number,
	longAttempt: optional(record<LongAttempt>({ key: string, forMs: number })),
	waiting: number,
	blockedOn: optional(record<BlockedOn>({ upstream: string, reason: string, nextTryMs: number })),
	nextAttempt: optional(record<NextAttempt>({ reason: string, inMs: number })),
	slowedBy: optional(record<SlowedBy>({ upstream: string, perSecond: number })),
	alerts: list(alert),
	itemsPerSecond: number,
	durations: optional(durations),
	etaMs: optional(number),
	activeMs: number,
	concurrency: number,
	tuning: record<Tuning>({ concurrency: optional(tuned), batchSize: optional(tuned) }),
	laneTime: optional(
		record<LaneTime>({ working: number, rateLimit: number, upstream: number, retries: number, idle: number }),
	),
});

const category = oneOf<ErrorGroup["category"]>({ retry: true, skip: true, fail: true, fatal: true });
const runNow = record<RunNow>({ snapshot, at: number, live: boolean });
const groups = record<Groups>({
	top: list(
		record<ErrorGroup>({
			id: string,
			category,
			outcome,
			message: string,
			count: number,
		}),
	),
	more: number,
});
const samples = list(
	record<Sample>({
		at: number,
		counts: sampleCounts,
		itemsPerSecond: number,
		inFlight: number,
		durations: optional(durations),
	}),
);
const picture = record<Picture>({ sequence: number, run: runNow, samples, groups });
const row: Check<SummaryTable["rows"][number]> = (value): value is SummaryTable["rows"][number] =>
	Array.isArray(value) && value.length === 2 && value.every(string);
const tables = list(record<SummaryTable>({ title: string, rows: list(row), more: optional(string) }));
const groupReference = record<GroupReference>({ groupId: string, outcome });
const resultOutcome = oneOf<ResultOutcome>({
	succeeded: true,
	failed: true,
	rejected: true,
	skipped: true,
	interrupted: true,
});
const resultsFilter = record<ResultsFilter>({
	outcome: optional(resultOutcome),
	category: optional(category),
	text: string,
});
const searchReference = record<SearchReference>({ search: number });
const resultsFound = record<ResultsFound>({
	search: number,
	count: number,
	share: number,
	isDone: boolean,
	problem: optional(string),
});
const resultsRange = record<ResultsRange>({ search: number, from: number, count: number });
const resultInfo = record<ResultInfo>({
	index: number,
	key: string,
	value: string,
	outcome: resultOutcome,
	attempts: number,
	durationMs: optional(number),
	text: string,
});
const resultsPage = record<ResultsPage>({
	rows: list((value): value is ResultInfo | null => value === null || resultInfo(value)),
});
const itemReference = record<ItemReference>({ index: number });
const resultDetail = record<ResultDetail>({
	parts: list(record<DetailPart>({ title: string, text: string, cut: number })),
});
/** What an answer holds; null for all others. */
const answers = {
	summary: tables,
	picture,
	findResults: resultsFound,
	resultsFound,
	cancelSearch: resultsFound,
	resultsPage,
	resultDetail,
};
const panelState = record<PanelState>({ runId: string });

export function asToHost(value: unknown): ToHost | undefined {
	return isRecord(value) && number(value.id) && isQuestion(value) ? (value as unknown as ToHost) : undefined;
}

function isQuestion(value: Readonly<Record<string, unknown>>): boolean {
	const kind = value.kind as ToHost["kind"];
	switch (kind) {
		case "picture":
		case "pause":
		case "tryNow":
		case "resume":
		case "cancel":
		case "openReport":
		case "results":
		case "summary":
			return true;
		case "retry":
		case "skip":
			return groupReference(value);
		case "findResults":
			return resultsFilter(value);
		case "resultsFound":
		case "cancelSearch":
			return searchReference(value);
		case "resultsPage":
			return resultsRange(value);
		case "resultDetail":
			return itemReference(value);
		default:
			return isNever(kind);
	}
}

export function asToWebview(value: unknown): ToWebview | undefined {
	return isRecord(value) && isFromHost(value) ? (value as unknown as ToWebview) : undefined;
}

function isFromHost(value: Readonly<Record<string, unknown>>): boolean {
	const kind = value.kind as ToWebview["kind"];
	switch (kind) {
		case "answer":
			return number(value.id) && string(value.to) && answerCheck(value.to)(value.answer);
		case "refusal":
			return number(value.id) && string(value.message);
		case "change":
			return number(value.sequence) && runNow(value.run) && optional(groups)(value.groups);
		case "showResults":
			return true;
		default:
			return isNever(kind);
	}
}

function answerCheck(to: string): (value: unknown) => boolean {
	return Object.hasOwn(answers, to) ? answers[to as keyof typeof answers] : isNull;
}

/** Reads state that VS Code kept, maybe from an older version of the extension. */
export function asPanelState(value: unknown): PanelState | undefined {
	return panelState(value) ? value : undefined;
}

function isNull(value: unknown): boolean {
	return value === null;
}

/** Ends a switch over a union: a missing kind does not compile, and an unknown one is refused at run time. */
function isNever(_: never): false {
	return false;
}

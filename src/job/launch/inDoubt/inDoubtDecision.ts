import { UsageError } from "../../../base/usageError.ts";
import type { Run } from "../../../engine/index.ts";
import { type Moved, movedCount } from "../../../engine/model/counts.ts";
import { defaultPolicies } from "../../../engine/model/policies.ts";
import type { FailedItem, FailureSelection } from "../../../engine/model/ports.ts";
import { isResumable } from "../../../engine/model/runState.ts";
import type { InDoubtDecision, InDoubtItem, ItemDecisions } from "../../../store/database/items/inDoubt.ts";
import { RunReader } from "../../../store/runReader.ts";
import type { RunStore } from "../../../store/runStore.ts";
import type { Job } from "../../file/job.ts";
import type { ResumeOptions } from "../launchOptions.ts";
import { AttemptTexts } from "./attemptTexts.ts";
import { readDecisions } from "./decisionsFile.ts";
import { type DoubtfulItem, UndecidedError } from "./undecidedError.ts";

/** Items in doubt of which the question says what their attempts did. */
const maxDescribed = 20;

/** What is decided about items in doubt; undefined: what the job says. */
export type Decided = InDoubtDecision | ItemDecisions | undefined;

/**
 * Reads the file of decisions, if there is one. Call it before the run is opened.
 * @throws UsageError where the file does not fit the run's items in doubt
 */
export async function decidedFor(folder: string, { inDoubt }: Pick<ResumeOptions, "inDoubt">): Promise<Decided> {
	if (typeof inDoubt !== "object") return inDoubt;
	const reader = new RunReader(folder);
	try {
		const { interrupted } = reader.status().counts;
		const left = reader.failures({ outcome: "interrupted" }, { limit: interrupted });
		const items = [...left, ...reader.inDoubt()].map(({ item }) => item);
		return await readDecisions(inDoubt.file, items, reader.info.runId);
	} finally {
		reader.dispose();
	}
}

/** Call it before a new run is made. @throws UsageError where decisions are given item by item: it has no such items */
export function assertNothingDecided({ inDoubt }: Pick<ResumeOptions, "inDoubt">): void {
	if (typeof inDoubt !== "object") return;
	const message = "There is nothing to decide: the job has no unfinished run with items in doubt.";
	throw new UsageError({ message, file: inDoubt.file });
}

/** @throws UndecidedError where it is left to the user, who has not decided yet */
export function decisionOn(store: RunStore, job: Job, decided: Decided): InDoubtDecision | ItemDecisions {
	const policy = job.definition.interrupted ?? defaultPolicies.interrupted;
	if (decided) return decided;
	if (policy !== "ask") return policy;
	const { runId } = store.info;
	if (store.inDoubt.length > 0) throw new UndecidedError({ kind: "inDoubt", runId, items: store.inDoubt });
	return "later";
}

/** Decides on items that an earlier resume left for later. @returns how many there were, by decision */
export async function decideLate(
	run: Pick<Run, "retry" | "skip" | "markDone">,
	decided: Decided,
): Promise<ReadonlyMap<InDoubtDecision, number>> {
	const counts = new Map<InDoubtDecision, number>();
	for (const [decision, indices] of selections(decided)) {
		const selection = { outcome: "interrupted", indices } as const;
		const moved = await moves[decision]?.(run, selection);
		if (moved) counts.set(decision, movedCount(moved));
	}
	return counts;
}

type Move = (run: Pick<Run, "retry" | "skip" | "markDone">, selection: FailureSelection) => Promise<Moved>;

const moves: Readonly<Partial<Record<InDoubtDecision, Move>>> = {
	retry: (run, selection) => run.retry(selection),
	skip: (run, selection) => run.skip(selection),
	done: (run, selection) => run.markDone(selection),
};

/** @returns undefined for the indices of all */
function selections(decided: Decided): Iterable<readonly [InDoubtDecision, readonly number[] | undefined]> {
	if (decided === undefined) return [];
	if (typeof decided === "string") return [[decided, undefined]];
	const byDecision = Map.groupBy(decided, ([, decision]) => decision);
	return [...byDecision].map(([decision, items]) => [decision, items.map(([index]) => index)]);
}

/** How many of the items go which way. */
export function doubtCounts(
	items: readonly InDoubtItem[],
	decided: InDoubtDecision | ItemDecisions,
): ReadonlyMap<InDoubtDecision, number> {
	const of = (index: number) => (typeof decided === "string" ? decided : (decided.get(index) ?? "later"));
	const byDecision = Map.groupBy(items, ({ item }) => of(item.index));
	return new Map([...byDecision].map(([decision, found]) => [decision, found.length]));
}

/**
 * Call it before the run is opened, which cuts off the lines of what did not succeed.
 * @throws UndecidedError where all that is left of the run was to be decided later: that has come
 */
export function assertNotLeftForLater(folder: string, { inDoubt, retry, markDone }: ResumeOptions): void {
	if (inDoubt || retry || markDone) return;
	const reader = new RunReader(folder);
	try {
		const { state, counts, queued } = reader.status();
		if (counts.interrupted === 0 || isResumable(state) || queued > 0) return;
		const items = reader.failures({ outcome: "interrupted" }, { limit: counts.interrupted });
		throw new UndecidedError({ kind: "inDoubt", runId: reader.info.runId, items: items.map(asInDoubt) });
	} finally {
		reader.dispose();
	}
}

/** The same question, with what the attempts at its first items did. Other errors stay as they are. */
export async function withAttempts(error: unknown, folder: string, options: ResumeOptions): Promise<unknown> {
	if (!(error instanceof UndecidedError && error.question.kind === "inDoubt")) return error;
	const { question } = error;
	const texts = await AttemptTexts.open(folder, options);
	try {
		const items: DoubtfulItem[] = [];
		for (const [at, doubtful] of question.items.entries()) {
			items.push(at < maxDescribed ? { ...doubtful, attempt: await texts.of(doubtful.item) } : doubtful);
		}
		return new UndecidedError({ ...question, items });
	} finally {
		await texts.dispose();
	}
}

function asInDoubt(failed: FailedItem): InDoubtItem {
	const { item, history, attempts } = failed;
	return { item, history, attempts: Math.max(0, attempts - 1), startedAt: startedAt(failed) ?? 0 };
}

/**
 * When the last attempt at an item in doubt began, ms since the epoch: as the store has put it down for people, or, if it
 * has ended without an answer, as its attempts say. Undefined where nobody knows.
 */
export function startedAt({ failure: { detail = "" }, history }: FailedItem): number | undefined {
	const began = Date.parse(/ began at (\S+)\.$/.exec(detail)?.[1] ?? "");
	return Number.isNaN(began) ? history.at(-1)?.startedAt : began;
}

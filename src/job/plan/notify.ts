import { setTimeout as sleep } from "node:timers/promises";
import { chosenKind } from "../../base/oneKind.ts";
import { CategoryTable, failureOf, noRules } from "../../engine/index.ts";
import type { Item } from "../../engine/model/item.ts";
import type { Attempt } from "../../engine/model/ports.ts";
import type { RunState } from "../../engine/model/runState.ts";
import type { OperationContext, OperationKind, PreparedOperation } from "../../operations/operationKind.ts";
import type { Job } from "../file/job.ts";
import { notifyKinds, usualEnds } from "../file/schema/notifySchema.ts";

/** What a notification knows of a run that has ended: `{{ summary.NAME }}`. */
export interface RunSummary {
	readonly state: string;
	/** Why it is in that state; empty where the state says it all. */
	readonly reason: string;
	readonly runId: string;
	readonly job: string;
	readonly total: number | null;
	readonly succeeded: number;
	readonly failed: number;
	readonly rejected: number;
	/** Rejected ones too. */
	readonly skipped: number;
	readonly interrupted: number;
	readonly retries: number;
	readonly durationMs: number;
	/** For people: `4 m 12 s`. */
	readonly duration: string;
	/** Absolute path; empty where none could be written. */
	readonly report: string;
	/** Absolute path; empty where the job has none. */
	readonly output: string;
	/** The first few. */
	readonly failedItems: readonly { readonly key: string; readonly message: string }[];
}

/** Sends the job's notification. */
export interface Notifier {
	/** Whether the job wants one after that end. */
	wants(state: RunState): boolean;
	/** Resolves to what went wrong, if anything: it changes nothing about the run. */
	send(summary: RunSummary): Promise<string | undefined>;
}

/** A server may be slow, but whoever waits for the run's end must not wait for long. */
const maxMs = 30_000;
const waitsMs = [1_000, 4_000];

const sample: RunSummary = {
	state: "completed",
	reason: "",
	runId: "run",
	job: "job",
	total: 0,
	succeeded: 0,
	failed: 0,
	rejected: 0,
	skipped: 0,
	interrupted: 0,
	retries: 0,
	durationMs: 0,
	duration: "0 s",
	report: "report.md",
	output: "out",
	failedItems: [{ key: "0", message: "Error" }],
};

/**
 * Undefined where the job has no notification.
 * @param context as for the job's own operation
 * @throws SettingsError where it could not be sent as it is written
 */
export async function compileNotify(
	{ definition: { notify }, name }: Job,
	context: OperationContext,
	redact: (text: string) => string,
): Promise<Notifier | undefined> {
	if (!notify) return undefined;
	const { on = usualEnds } = notify as { readonly on?: typeof usualEnds };
	const { kind, settings } = chosenKind<OperationKind>(notifyKinds, notify);
	const prepared = async (summary: RunSummary, use: (operation: PreparedOperation, item: Item) => unknown) => {
		const variables = { ...context.variables, given: { summary } };
		const operation = await kind.prepare(settings, { ...context, variables, concurrency: 1, timeoutMs: maxMs });
		try {
			await use(operation, { index: 0, key: name, value: summary, location: undefined, problem: undefined });
		} finally {
			await operation.dispose();
		}
	};
	await prepared(sample, (operation, item) => operation.preview(item));
	return {
		wants: (state) => (on as readonly string[]).includes(state),
		async send(summary) {
			const signal = AbortSignal.timeout(maxMs);
			try {
				await prepared(summary, (operation, item) => sendAgain(operation, item, { signal, runId: context.runId }));
				return undefined;
			} catch (error) {
				return failureOf(error, new CategoryTable(noRules), redact).message;
			}
		},
	};
}

/** What may pass is tried again. */
async function sendAgain(
	operation: PreparedOperation,
	item: Item,
	{ signal, runId }: { readonly signal: AbortSignal; readonly runId: string },
): Promise<void> {
	for (let number = 1; ; number++) {
		try {
			await operation.run(item, attemptAt(number, signal, runId));
			return;
		} catch (error) {
			const wait = waitsMs[number - 1];
			const { category } = failureOf(error, new CategoryTable(noRules), (text) => text);
			if (category !== "retry" || wait === undefined || signal.aborted) throw error;
			await sleep(wait, undefined, { signal }).catch(() => {
				throw error;
			});
		}
	}
}

function attemptAt(number: number, signal: AbortSignal, runId: string): Attempt {
	const nothing = () => undefined;
	return {
		number,
		batch: 0,
		idempotencyKey: `${runId}-notify`,
		origin: { runId, identity: "indexAndKey" },
		signal,
		isLast: number > waitsMs.length,
		isSent: false,
		queued: nothing,
		began: nothing,
		sent: nothing,
		throttleFor: nothing,
	};
}

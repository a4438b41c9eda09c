import type { FailureSelection, Moved } from "../../engine/index.ts";
import type { FailedRow, QueuedRow } from "../database/items/failedRow.ts";
import type { InDoubtDecision, ItemDecisions } from "../database/items/inDoubt.ts";
import type { RunInfo } from "../database/run/runInfo.ts";
import type { PlainError } from "../errors/plainError.ts";
import type { OpenedRun, SettledRow } from "./runWriter.ts";
import type { WriterCommit } from "./writerCommit.ts";

/** The store's requests to its thread and their replies, by kind. */
export interface Exchanges {
	create: { readonly ask: CreateRun; readonly reply: OpenedRun };
	open: { readonly ask: { readonly folder: string }; readonly reply: OpenedRun };
	inspect: { readonly ask: { readonly folder: string }; readonly reply: undefined };
	decideInDoubt: { readonly ask: InDoubtDecision | ItemDecisions; readonly reply: OpenedRun };
	commit: { readonly ask: WriterCommit; readonly reply: number };
	queue: {
		readonly ask: { readonly selection: FailureSelection; readonly isDone: boolean };
		readonly reply: Moved;
	};
	skip: { readonly ask: FailureSelection; readonly reply: Moved };
	takeQueued: { readonly ask: { readonly limit: number }; readonly reply: readonly QueuedRow[] };
	failedItems: {
		readonly ask: { readonly after: number; readonly limit: number };
		readonly reply: readonly FailedRow[];
	};
	settledItems: { readonly ask: { readonly indices: readonly number[] }; readonly reply: readonly SettledRow[] };
	writeTail: { readonly ask: { readonly lines: readonly string[] }; readonly reply: undefined };
	close: { readonly ask: undefined; readonly reply: undefined };
}

export interface CreateRun {
	readonly folder: string;
	readonly info: RunInfo;
	/** The job as JSON. */
	readonly definition: string;
}

export type ExchangeKind = keyof Exchanges;

export type Request = {
	readonly [K in ExchangeKind]: { readonly kind: K; readonly ask: Exchanges[K]["ask"] };
}[ExchangeKind];

/** Requests are answered one at a time and in order: a reply belongs to the oldest request without one. */
export type Reply = { readonly value: Exchanges[ExchangeKind]["reply"] } | { readonly error: PlainError };

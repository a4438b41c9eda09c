import type { z } from "zod";
import type { Item } from "../engine/model/item.ts";
import type { InterruptedPolicy } from "../engine/model/policies.ts";
import type { BatchOperation, Log, Operation } from "../engine/model/ports.ts";
import type { ProxySettings } from "../http/proxySettings.ts";
import type { Variables } from "../templates/variables.ts";
import type { OperationForm } from "./operationForm.ts";
import type { ProgramOutputs } from "./programOutputs.ts";

/** What an operation may need beyond its settings. */
export interface OperationContext {
	/** Absolute; relative paths in settings start here. */
	readonly baseFolder: string;
	readonly runId: string;
	/** Absolute; exists once an item runs. Undefined where nothing outlives the process. */
	readonly runFolder?: string | undefined;
	/** The job's `${…}`, resolved. */
	readonly variables: Variables;
	/** The job asks for {@link PreparedOperation.headersOf}. */
	readonly keepsHeaders?: boolean | undefined;
	/** Attempts under way at once, at most. */
	readonly concurrency: number;
	/** Of an attempt; undefined: none. */
	readonly timeoutMs?: number | undefined;
	/** What becomes of an attempt that may have been done. Default: it is retried. */
	readonly interrupted?: InterruptedPolicy | undefined;
	/** Default: what the environment says. */
	readonly proxies?: ProxySettings | undefined;
	/** Takes all that programs write; undefined where nobody wants more than their results. */
	readonly outputs?: ProgramOutputs | undefined;
	readonly log: Log;
}

/** An operation whose settings were checked and whose templates are compiled. Nothing has run yet. */
export interface PreparedOperation extends Operation {
	/**
	 * What would run for this item: the request, the command line, the diff. Runs nothing, sends nothing.
	 * @throws SettingsError when a template names something that the item does not have
	 */
	preview(item: Item): unknown;
	/** What came with a result beside it, such as an answer's headers, by name. Default: nothing. */
	headersOf?(result: unknown): Readonly<Record<string, unknown>>;
	/** The same for items that go into one call; only where the settings ask for batches. */
	previewBatch?(items: readonly Item[]): unknown;
	/** Set if the settings ask for batches: does for many items what `run` does for one. */
	readonly batch?: BatchOperation | undefined;
	/**
	 * Puts right what an earlier process of the run has left half done. Called before the run starts, when no other
	 * process has it, also where no item is left to be run.
	 */
	mend?(): Promise<void>;
}

/** A previewed item in two lines. */
export interface PreviewLines {
	/** What is done: a request's method and URL. */
	readonly head: unknown;
	/** What it is done with; undefined if the head says it all. */
	readonly rest?: unknown;
}

/** One choice of a job's `run`: all that the job file, the wizard and the preview need to know of it. */
export interface OperationKind<Schema extends z.ZodType = z.ZodType> {
	/** The key under `run`. */
	readonly name: string;
	/** Of the value under that key. */
	readonly schema: Schema;
	readonly defaults: {
		readonly batchSize: number;
		/** Per attempt, ms; undefined: none. */
		readonly timeoutMs: number | undefined;
	};
	/** What the settings do, in a few words: "POST https://example.com/posts". */
	describe(settings: z.output<Schema>): string;
	/** The job's own code, as named in the settings: a file that a run must not change. */
	file?(settings: z.output<Schema>): string;
	/** Conditions that a result may have to meet, for whoever looks for one to begin with. */
	readonly successExamples: readonly { readonly that: string; readonly detail: string }[];
	/** The questions that a wizard asks. */
	readonly form: OperationForm;
	/** Undefined: for every kind of item. */
	readonly worksOn?: "files" | undefined;
	/** Preparing it runs code that the job names, so that not even a preview is made in a workspace without trust. */
	readonly loadsCode?: boolean | undefined;
	/** What {@link PreparedOperation.preview} returned, in two lines. Default: all of it in the first, as JSON. */
	previewLines?(rendered: unknown): PreviewLines;
	/**
	 * What an attempt does that changes something elsewhere, as it can be looked for there. Default: nothing is known.
	 * @param rendered what {@link PreparedOperation.preview} returned, secrets masked
	 */
	attemptText?(settings: z.output<Schema>, rendered: unknown, idempotencyKey: string): string;
	/** The part of a result that stands for all of it, such as what a program has printed. Default: the whole. */
	mainResult?(result: unknown): unknown;
	/** @throws SettingsError if a template does not compile or a file does not exist */
	prepare(settings: z.output<Schema>, context: OperationContext): Promise<PreparedOperation>;
}

/**
 * Infers the types of a definition from its schema.
 * @example
 * export const shoutOperation = operationKind({ name: "shout", schema: z.string(), … });
 */
export function operationKind<Schema extends z.ZodType>(kind: OperationKind<Schema>): OperationKind<Schema> {
	return kind;
}

import type { ErrorCategory } from "../engine/model/errorCategory.ts";
import type { FailedOutcome } from "../engine/model/outcome.ts";
import type { ErrorGroup, Sample } from "../engine/model/ports.ts";
import type { Snapshot } from "../engine/model/snapshot.ts";
import type { SummaryTable } from "../wording/summaryTable.ts";

/**
 * Everything that the dashboard's webview and its host send each other. The webview asks for the whole picture when
 * it loads; after that the host sends changes as they come, at most ten a second, and never queues any.
 */

/** The run at one moment, small enough to be sent whole each time. */
export interface RunNow {
	readonly snapshot: Snapshot;
	/** When the snapshot was taken; wall clock, ms since the epoch. */
	readonly at: number;
	/** Whether this window runs it: a run of another process can be watched, but not controlled. */
	readonly live: boolean;
}

/** The largest error groups, largest first. */
export interface Groups {
	readonly top: readonly ErrorGroup[];
	/** How many groups were left out. */
	readonly more: number;
}

export interface Picture {
	/** Counts the changes that the host has seen; a gap tells the webview that it missed some. */
	readonly sequence: number;
	readonly run: RunNow;
	/** From the run's start on, thinned out. */
	readonly samples: readonly Sample[];
	readonly groups: Groups;
}

/** The failed items behind a row of the error table. */
export interface GroupReference {
	readonly groupId: string;
	readonly outcome: ErrorGroup["outcome"];
}

/** Which results are looked for. */
export interface ResultsFilter {
	/** Undefined: any. */
	readonly outcome: ResultOutcome | undefined;
	/** Of the last error; undefined: any, or none. */
	readonly category: ErrorCategory | undefined;
	/** In key, value, result or error, whatever the case; empty: any. */
	readonly text: string;
}

export type ResultOutcome = "succeeded" | FailedOutcome;

/** A search for results, which may go on. */
export interface SearchReference {
	readonly search: number;
}

/** How far a search for results is. */
export interface ResultsFound extends SearchReference {
	/** Items found so far. */
	readonly count: number;
	/** From 0 to 1; less than 1 where it was cancelled. */
	readonly share: number;
	readonly isDone: boolean;
	/** Why it broke off. */
	readonly problem: string | undefined;
}

/** Some of what a search has found. */
export interface ResultsRange extends SearchReference {
	readonly from: number;
	readonly count: number;
}

/** An item in the table of results; texts are cut to what a row has room for. */
export interface ResultInfo {
	readonly index: number;
	readonly key: string;
	readonly value: string;
	readonly outcome: ResultOutcome;
	readonly attempts: number;
	readonly durationMs: number | undefined;
	/** The result, or the error's message. */
	readonly text: string;
}

export interface ResultsPage {
	/** Null for an item that has no outcome any more. */
	readonly rows: readonly (ResultInfo | null)[];
}

export interface ItemReference {
	readonly index: number;
}

/** All that is known of an item. */
export interface ResultDetail {
	readonly parts: readonly DetailPart[];
}

export interface DetailPart {
	readonly title: string;
	readonly text: string;
	/** Characters of the text that were left out. */
	readonly cut: number;
}

interface Exchange<Question, Answer> {
	readonly question: Question;
	readonly answer: Answer;
}

type Nothing = Readonly<Record<never, never>>;

/** What the webview can ask, with the answer to each question. */
export interface Exchanges {
	readonly picture: Exchange<Nothing, Picture>;
	readonly pause: Exchange<Nothing, null>;
	readonly tryNow: Exchange<Nothing, null>;
	readonly resume: Exchange<Nothing, null>;
	readonly cancel: Exchange<Nothing, null>;
	readonly openReport: Exchange<Nothing, null>;
	/** Ends the search before it. */
	readonly findResults: Exchange<ResultsFilter, ResultsFound>;
	/** Answered when the search has ended, or after a short while. */
	readonly resultsFound: Exchange<SearchReference, ResultsFound>;
	/** What was found so far stays. */
	readonly cancelSearch: Exchange<SearchReference, ResultsFound>;
	readonly resultsPage: Exchange<ResultsRange, ResultsPage>;
	readonly resultDetail: Exchange<ItemReference, ResultDetail>;
	/** Offers them as files, on the clipboard, or in the document. */
	readonly results: Exchange<Nothing, null>;
	/** What the job has counted, of a run that has ended; none where it counts nothing. */
	readonly summary: Exchange<Nothing, readonly SummaryTable[]>;
	readonly retry: Exchange<GroupReference, null>;
	readonly skip: Exchange<GroupReference, null>;
}

export type ExchangeName = keyof Exchanges;
export type Question<Name extends ExchangeName> = Exchanges[Name]["question"];
export type Answer<Name extends ExchangeName> = Exchanges[Name]["answer"];

/** Asks the host; rejects with its message where it could not do it. */
export type Ask = <Name extends ExchangeName>(kind: Name, question: Question<Name>) => Promise<Answer<Name>>;

/** A question; `id` comes back with its answer. */
export type ToHost = {
	readonly [Name in ExchangeName]: { readonly kind: Name; readonly id: number } & Question<Name>;
}[ExchangeName];

export type AnswerMessage = {
	readonly [Name in ExchangeName]: {
		readonly kind: "answer";
		readonly id: number;
		readonly to: Name;
		readonly answer: Answer<Name>;
	};
}[ExchangeName];

/** The host could not do what was asked; the message is for the user. */
export interface RefusalMessage {
	readonly kind: "refusal";
	readonly id: number;
	readonly message: string;
}

export interface ChangeMessage {
	readonly kind: "change";
	readonly sequence: number;
	readonly run: RunNow;
	/** Undefined if they did not change. */
	readonly groups: Groups | undefined;
}

/** The user has asked for the results elsewhere: the page shows them. */
export interface ShowResultsMessage {
	readonly kind: "showResults";
}

export type ToWebview = AnswerMessage | RefusalMessage | ChangeMessage | ShowResultsMessage;

/** What the webview keeps across a reload of the window, so that the panel finds its run again. */
export interface PanelState {
	readonly runId: string;
}

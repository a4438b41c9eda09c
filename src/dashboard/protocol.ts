import type { ErrorGroup, Sample } from "../engine/model/ports.ts";
import type { Snapshot } from "../engine/model/snapshot.ts";

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
	readonly retry: Exchange<GroupReference, null>;
	readonly skip: Exchange<GroupReference, null>;
}

export type ExchangeName = keyof Exchanges;
export type Question<Name extends ExchangeName> = Exchanges[Name]["question"];
export type Answer<Name extends ExchangeName> = Exchanges[Name]["answer"];

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

export type ToWebview = AnswerMessage | RefusalMessage | ChangeMessage;

/** What the webview keeps across a reload of the window, so that the panel finds its run again. */
export interface PanelState {
	readonly runId: string;
}

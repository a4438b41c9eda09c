import type { ErrorGroup, Sample } from "../engine/model/ports.ts";
import type { Snapshot } from "../engine/model/snapshot.ts";

/**
 * Everything that the dashboard's webview and its host say to each other. The webview asks for the whole picture when
 * it loads; after that the host sends changes as they come, at most ten a second, and never queues any.
 */

/** The run as it stands, small enough to be sent whole each time. */
export interface RunNow {
	readonly snapshot: Snapshot;
	/** When the snapshot was taken; wall clock, ms since the epoch. */
	readonly at: number;
	/** Whether this window runs it: another process's run can be watched, but not be told anything. */
	readonly live: boolean;
}

/** The largest error groups, largest first. */
export interface Groups {
	readonly top: readonly ErrorGroup[];
	/** How many there are besides. */
	readonly more: number;
}

export interface Picture {
	/** Counts the changes of the run that the host has seen; a gap tells the webview that it has missed some. */
	readonly sequence: number;
	readonly run: RunNow;
	/** Since the run began, thinned. */
	readonly samples: readonly Sample[];
	readonly groups: Groups;
}

/** Which failed items a row of the error table stands for. */
export interface GroupReference {
	readonly groupId: string;
	readonly outcome: ErrorGroup["outcome"];
}

interface Exchange<Question, Answer> {
	readonly question: Question;
	readonly answer: Answer;
}

type Nothing = Readonly<Record<never, never>>;

/** What the webview can ask, with the answer that belongs to it. */
export interface Exchanges {
	readonly picture: Exchange<Nothing, Picture>;
	readonly pause: Exchange<Nothing, null>;
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

/** The question could not be met; the message is worded for the person. */
export interface RefusalMessage {
	readonly kind: "refusal";
	readonly id: number;
	readonly message: string;
}

export interface ChangeMessage {
	readonly kind: "change";
	readonly sequence: number;
	readonly run: RunNow;
	/** Undefined while they are as they were. */
	readonly groups: Groups | undefined;
}

export type ToWebview = AnswerMessage | RefusalMessage | ChangeMessage;

/** What the webview keeps over a reload of the window, for the panel to find its run again. */
export interface PanelState {
	readonly runId: string;
}

import type { ErrorCategory } from "../model/errorCategory.ts";

/** What an HTTP status or a system's error code says, beyond that the attempt failed. */
export interface CodeMeaning {
	/** Where neither the job nor the operation says one. */
	readonly category?: ErrorCategory;
	/** The upstream has more to do than it can: adaptive concurrency goes down. */
	readonly isOverload?: true;
	/** Nobody was there, rather than somebody who refused the request. */
	readonly isOutage?: true;
	/** Nobody has looked at what was sent: it says nothing about the items. */
	readonly isUnread?: true;
	/** A batch was too large for the upstream. */
	readonly isTooLarge?: true;
	/** The answer may say when to try again (`Retry-After`, or what is left of a quota). */
	readonly mayNameWait?: true;
}

/** No connection came about. */
const unreachable: CodeMeaning = { isOutage: true, isUnread: true };

/**
 * The one table of what codes mean to a run. HTTP statuses: RFC 9110, section 15; 425 is RFC 8470's, 429 RFC 6585's.
 * Anything else is retried, and then fails.
 */
const meanings: Readonly<Record<string, CodeMeaning>> = {
	400: { category: "skip" },
	401: { category: "fatal" },
	403: { category: "fatal" },
	404: { category: "skip" },
	408: { category: "retry", isOverload: true },
	410: { category: "skip" },
	413: { isTooLarge: true },
	422: { category: "skip" },
	425: { category: "retry" },
	429: { category: "retry", isOverload: true, isUnread: true, mayNameWait: true },
	500: { category: "retry" },
	502: { category: "retry", isOutage: true },
	503: { category: "retry", isOverload: true, isOutage: true, mayNameWait: true },
	504: { category: "retry", isOverload: true, isOutage: true },
	ETIMEDOUT: { category: "retry", isOverload: true, isOutage: true },
	ECONNRESET: { category: "retry", isOutage: true },
	EPIPE: { category: "retry", isOutage: true },
	ECONNREFUSED: { category: "retry", ...unreachable },
	ENOTFOUND: unreachable,
	EAI_AGAIN: unreachable,
	EHOSTUNREACH: unreachable,
	EHOSTDOWN: unreachable,
	ENETUNREACH: unreachable,
	ENETDOWN: unreachable,
	ENOSPC: { category: "fatal" },
	ERR_MODULE_NOT_FOUND: { category: "fatal" },
};

/** What errors mean by their name, where their code says nothing. */
const categoryByName: Readonly<Record<string, ErrorCategory>> = {
	TimeoutError: "retry",
	ValidationError: "skip",
};

const none: CodeMeaning = {};

/** @param code an HTTP status, an errno code, `exit:3`; undefined where the error has none */
export function meaningOf(code: string | number | undefined): CodeMeaning {
	return code !== undefined && Object.hasOwn(meanings, code) ? (meanings[code] ?? none) : none;
}

/** The category of errors of that name; undefined where the name says none. */
export function categoryOfName(name: string): ErrorCategory | undefined {
	return Object.hasOwn(categoryByName, name) ? categoryByName[name] : undefined;
}

import type { ErrorCategory } from "../model/errorCategory.ts";
import { databaseMeanings, sqlStateMeaning } from "./databaseCodes.ts";
import type { ErrorTraits } from "./errorTraits.ts";
import type { CodeMeaning } from "./meaning.ts";

/** No connection came about. */
const unreachable: CodeMeaning = { isOutage: true, isUnread: true };

/** A connection was lost, or nobody answered on it. */
const lost: CodeMeaning = { category: "retry", isOutage: true };
const tooSlow: CodeMeaning = { category: "retry", isOverload: true, isOutage: true };

/**
 * The one table of what codes mean to a run. HTTP statuses: RFC 9110, section 15; 425 is RFC 8470's, 429 RFC 6585's.
 * 75 is EX_TEMPFAIL of sysexits.h. See {@link definite} for what is not in here.
 */
const meanings: Readonly<Record<string, CodeMeaning>> = {
	400: { category: "skip" },
	401: { category: "fatal" },
	403: { category: "fatal", afterSuccess: "fail" },
	404: { category: "skip" },
	408: { category: "retry", isOverload: true },
	410: { category: "skip" },
	413: { category: "fail", isTooLarge: true },
	422: { category: "skip" },
	425: { category: "retry" },
	429: { category: "retry", isOverload: true, isUnread: true, mayNameWait: true },
	500: { category: "retry" },
	502: lost,
	503: { ...tooSlow, mayNameWait: true },
	504: tooSlow,
	ETIMEDOUT: tooSlow,
	ESOCKETTIMEDOUT: tooSlow,
	UND_ERR_CONNECT_TIMEOUT: tooSlow,
	UND_ERR_HEADERS_TIMEOUT: tooSlow,
	UND_ERR_BODY_TIMEOUT: tooSlow,
	ECONNRESET: lost,
	ECONNABORTED: lost,
	EPIPE: lost,
	UND_ERR_SOCKET: lost,
	ECONNREFUSED: { category: "retry", ...unreachable },
	ENOTFOUND: unreachable,
	EAI_AGAIN: unreachable,
	EHOSTUNREACH: unreachable,
	EHOSTDOWN: unreachable,
	ENETUNREACH: unreachable,
	ENETDOWN: unreachable,
	ESOCKET: unreachable,
	ECONNECTION: unreachable,
	EDNS: unreachable,
	EAUTH: { category: "fatal" },
	UNAUTHENTICATED: { category: "fatal" },
	ENOSPC: { category: "fatal" },
	ERR_MODULE_NOT_FOUND: { category: "fatal" },
	"exit:75": lost,
	...databaseMeanings,
};

/**
 * Definite answers, by what their codes look like: any other status below 500, what a server does not implement (501,
 * 505), and exit codes. Asking again would get the same answer, or do the same work twice. Everything that is neither
 * in the table nor here is retried, and then fails.
 */
const definite = /^(?:[1-4]\d\d|501|505|exit:\d+)$/;
const fails: CodeMeaning = { category: "fail" };

/** What errors mean by their name, where their code says nothing. */
const categoryByName: Readonly<Record<string, ErrorCategory>> = {
	TimeoutError: "retry",
	ValidationError: "skip",
	// Mistakes in code: the same code makes them again.
	ReferenceError: "fail",
	TypeError: "fail",
};

/** AWS answers 400 with one of these names where it means 429. */
const throttled: ReadonlySet<string> = new Set([
	"BandwidthLimitExceeded",
	"EC2ThrottledException",
	"PriorRequestNotComplete",
	"ProvisionedThroughputExceededException",
	"RequestLimitExceeded",
	"RequestThrottled",
	"RequestThrottledException",
	"SlowDown",
	"ThrottledException",
	"Throttling",
	"ThrottlingException",
	"TooManyRequestsException",
	"TransactionInProgressException",
]);

/** Mail servers that want another name or password, or one at all (RFC 4954, section 6). */
const smtpDenials: ReadonlySet<number> = new Set([530, 534, 535]);
/** The same of Redis, whose clients give nothing but its message. */
const denials = /^(?:WRONGPASS|NOAUTH)\b/;

const none: CodeMeaning = {};

/** @param code an HTTP status, an errno code, `exit:3`; undefined where the error has none */
export function meaningOf(code: string | number | undefined): CodeMeaning {
	if (code === undefined) return none;
	if (Object.hasOwn(meanings, code)) return meanings[code] ?? none;
	return definite.test(String(code)) ? fails : (sqlStateMeaning(String(code)) ?? none);
}

/**
 * What an error means where neither the job nor the operation says so; undefined where nothing says anything.
 * @param hasSucceeded whether anything has succeeded at the upstream: then a 403 is the item's own. Asked only if needed
 */
export function builtInCategory(
	{ codes, smtpReply, names, message }: ErrorTraits,
	hasSucceeded = () => false,
): ErrorCategory | undefined {
	if (smtpReply !== undefined) {
		const isDenied = codes.includes("EAUTH") || smtpDenials.has(smtpReply);
		return isDenied ? "fatal" : smtpReply < 500 ? "retry" : "fail";
	}
	if (denials.test(message)) return "fatal";
	if ([...codes, ...names].some((word) => throttled.has(word))) return "retry";
	for (const code of codes) {
		const { category, afterSuccess } = meaningOf(code);
		if (afterSuccess && hasSucceeded()) return afterSuccess;
		if (category) return category;
	}
	// `fetch` throws a TypeError for a lost connection, too: a code that is not one of Node's own checks tells.
	const isMistake = codes.every((code) => code.startsWith("ERR_"));
	for (const name of names) {
		const category = Object.hasOwn(categoryByName, name) ? categoryByName[name] : undefined;
		if (category && (category !== "fail" || isMistake)) return category;
	}
	return undefined;
}

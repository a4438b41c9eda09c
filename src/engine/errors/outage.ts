import type { Outage } from "../model/outage.ts";
import { meaningOf } from "./codeMeaning.ts";
import type { ErrorTraits } from "./errorTraits.ts";

/** Errors that have a name of their own instead of a code. */
const names: ReadonlySet<string> = new Set([
	"MongoNetworkError",
	"MongoNetworkTimeoutError",
	"MongoServerSelectionError",
	"MaxRetriesPerRequestError",
	"ConnectionTimeoutError",
	"SocketClosedUnexpectedlyError",
]);

/** Errors of `pg` and `ioredis` that have nothing but a message. */
const messages =
	/^(?:Connection terminated\b|Client has encountered a connection error|timeout exceeded when trying to connect|Connection is closed\.|Connection ended unexpectedly)/;

/** A mail server that closes its connections (RFC 5321, section 3.8). */
const smtpClosing = 421;

/** Undefined where somebody was there, or nothing is known of that. */
export function outageOf({ codes, smtpReply, names: found, message, address }: ErrorTraits): Outage | undefined {
	const meanings = codes.map(meaningOf);
	const isUnread = meanings.some(({ isOutage, isUnread }) => isOutage && isUnread);
	const isOutage =
		isUnread ||
		meanings.some((meaning) => meaning.isOutage) ||
		smtpReply === smtpClosing ||
		found.some((name) => names.has(name)) ||
		messages.test(message);
	return isOutage ? { address, isUnread, isTimeLimit: false } : undefined;
}

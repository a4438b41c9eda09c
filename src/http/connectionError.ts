import { STATUS_CODES } from "node:http";
import { OperationError } from "../engine/index.ts";
import { addressesOf } from "./connectionAddress.ts";
import { type HttpRequest, isChanging, perhapsDone, requestName } from "./httpRequest.ts";
import { type HttpProxy, proxyName } from "./proxies.ts";

/** What was known of the connection. */
export interface ConnectionInfo {
	/** The request was on its way: if it changes something, that may have been done. */
	readonly isSent: boolean;
	readonly proxy: HttpProxy | undefined;
}

/** What a text may name: the addresses that were tried, if known; the other side; its host's name. */
interface Facts {
	readonly addresses: string;
	readonly side: string;
	readonly host: string;
}

interface Known {
	/** Instead of undici's own, which nobody knows. */
	readonly code?: string;
	/** The connection was not made. */
	readonly isConnecting?: boolean;
	text(facts: Facts): string;
}

const closedEarly: Known = {
	code: "ECONNRESET",
	text: ({ addresses }) => `the connection${to(addresses)} was closed before the response was complete`,
};
const untrusted: Known = {
	text: () => "Node does not trust the server's certificate. Name the file of its authority in NODE_EXTRA_CA_CERTS.",
};
const notTls: Known = { text: () => "the server does not speak TLS on that port. Is it http:// there?" };

/**
 * Clear texts for errors whose own text does not help.
 *
 * None of them sets a category, so all are retried by default. Even ENOTFOUND: a misspelled host looks the same as a
 * network that is down for a minute, which must not end an overnight run.
 */
const known: Readonly<Record<string, Known>> = {
	ECONNREFUSED: {
		isConnecting: true,
		text: ({ addresses, side }) =>
			`nothing accepts connections ${addresses ? `at ${addresses}` : "there"}. Is ${side} running?`,
	},
	ECONNRESET: closedEarly,
	EPIPE: closedEarly,
	UND_ERR_SOCKET: closedEarly,
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: closedEarly,
	UND_ERR_CONNECT_TIMEOUT: {
		code: "ETIMEDOUT",
		isConnecting: true,
		text: ({ addresses, side }) => `${side} did not accept a connection${to(addresses)} in time`,
	},
	UND_ERR_HEADERS_TIMEOUT: {
		code: "ETIMEDOUT",
		isConnecting: true,
		text: ({ side }) => `${side} made no tunnel in time`,
	},
	ENOTFOUND: {
		isConnecting: true,
		text: ({ host }) => `the host's name, "${host}", is not known. Is it spelled right, and is there a network?`,
	},
	EAI_AGAIN: {
		isConnecting: true,
		text: ({ host }) => `the host's name, "${host}", could not be looked up. Is there a network?`,
	},
	EHOSTUNREACH: { isConnecting: true, text: ({ addresses }) => `there is no route to ${addresses || "the host"}` },
	ENETUNREACH: {
		isConnecting: true,
		text: ({ addresses }) => `there is no route to the network of ${addresses || "the host"}`,
	},
	DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	ERR_SSL_WRONG_VERSION_NUMBER: notTls,
	ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
	UND_ERR_HEADERS_OVERFLOW: { text: () => "the response's headers are longer than 16 KiB" },
};

function to(addresses: string): string {
	return addresses === "" ? "" : ` to ${addresses}`;
}

/** A request that failed below HTTP. */
export function connectionError(request: HttpRequest, error: Error, { isSent, proxy }: ConnectionInfo): OperationError {
	const refusal = proxy && tunnelRefusal(request, error, proxy);
	if (refusal) return refusal;
	const found = (error as NodeJS.ErrnoException).code ?? error.name;
	const { code = found, isConnecting = false, text } = known[found] ?? { text: () => error.message };
	const { hostname } = isConnecting && proxy ? proxy.url : request.url;
	const side = isConnecting && proxy ? `the proxy ${proxyName(proxy)}` : "the server";
	const reason = text({ addresses: addressesOf(error).join(" and "), side, host: hostname });
	const stop = /[.?]$/.test(reason) ? "" : ".";
	const isNamed = proxy === undefined || reason.includes(proxy.name);
	const through = isNamed ? "" : ` It went through the proxy ${proxyName(proxy)}.`;
	const mayBeDone = isSent && isChanging(request);
	// Somebody has answered, so that asking again may have the request take effect twice.
	const isFinal = mayBeDone && isUnreadable(error);
	const doubt = isFinal ? ` ${perhapsDone}` : "";
	return new OperationError(`${requestName(request)} failed (${code}): ${reason}${stop}${through}${doubt}`, {
		name: "ConnectionError",
		code,
		category: isFinal ? "fail" : undefined,
		detail: error instanceof AggregateError ? error.errors.join("\n") : String(error),
		mayBeDone,
		cause: error,
	});
}

/** There was an answer, but none that HTTP or we can read. */
function isUnreadable(error: Error): boolean {
	return error.name === "HTTPParserError" || (error as NodeJS.ErrnoException).code === "UND_ERR_HEADERS_OVERFLOW";
}

/** What a proxy has answered that makes no tunnel; undefined for every other error. */
function tunnelRefusal(request: HttpRequest, error: Error, proxy: HttpProxy): OperationError | undefined {
	const status = Number(/^Proxy response \((\d+)\)/.exec(error.message)?.[1]);
	if (Number.isNaN(status)) return undefined;
	const answer = `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
	const message = `${requestName(request)} failed: the proxy ${proxyName(proxy)} answered ${answer}, and made no tunnel.`;
	return proxyRefusal(message, status, error);
}

/** A proxy that wants credentials wants them for every item. */
export function proxyRefusal(message: string, status: number, cause?: Error): OperationError {
	const category = status === 407 ? "fatal" : undefined;
	const advice = status === 407 ? " Its address needs a user name and a password: http://USER:PASSWORD@HOST:PORT." : "";
	return new OperationError(`${message}${advice}`, { name: "ProxyError", code: status, category, cause });
}

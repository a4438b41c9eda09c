import { OperationError } from "../../engine/index.ts";
import { type HttpRequest, isChanging, requestName } from "./httpRequest.ts";

const closedEarly = { code: "ECONNRESET", text: "the connection was closed before the response was complete" };
const untrusted = {
	text: "Node does not trust the server's certificate. Name the file of its authority in NODE_EXTRA_CA_CERTS.",
};
const notTls = { text: "the server does not speak TLS on that port. Is it http:// there?" };

/**
 * Clear texts for errors whose own text does not help; undici's codes are replaced by those that everybody knows.
 *
 * None of them sets a category, so all are retried by default. Even ENOTFOUND: a misspelled host looks the same as a
 * network that is down for a minute, which must not end an overnight run.
 */
const known: Readonly<Record<string, { readonly code?: string; readonly text: string }>> = {
	ECONNREFUSED: { text: "nothing accepts connections there. Is the server running?" },
	ECONNRESET: closedEarly,
	EPIPE: closedEarly,
	UND_ERR_SOCKET: closedEarly,
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: closedEarly,
	UND_ERR_CONNECT_TIMEOUT: { code: "ETIMEDOUT", text: "the server did not accept a connection in time" },
	ENOTFOUND: { text: "the host's name is not known. Is it spelled right, and is there a network?" },
	EAI_AGAIN: { text: "the host's name could not be looked up. Is there a network?" },
	EHOSTUNREACH: { text: "there is no route to the host" },
	ENETUNREACH: { text: "there is no route to the host's network" },
	DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	ERR_SSL_WRONG_VERSION_NUMBER: notTls,
	ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
	UND_ERR_HEADERS_OVERFLOW: { text: "the response's headers are longer than 16 KiB" },
};

/**
 * A request that failed below HTTP.
 * @param isSent it was on its way: if it changes something, that may have been done
 */
export function connectionError(request: HttpRequest, error: Error, isSent: boolean): OperationError {
	const found = (error as NodeJS.ErrnoException).code ?? error.name;
	const { code = found, text = error.message } = known[found] ?? {};
	const stop = /[.?]$/.test(text) ? "" : ".";
	return new OperationError(`${requestName(request)} failed (${code}): ${text}${stop}`, {
		name: "ConnectionError",
		code,
		detail: error instanceof AggregateError ? error.errors.join("\n") : String(error),
		mayBeDone: isSent && isChanging(request),
		cause: error,
	});
}

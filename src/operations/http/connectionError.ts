import { OperationError } from "../../engine/index.ts";
import { type HttpRequest, requestName } from "./httpRequest.ts";

const closedEarly = { code: "ECONNRESET", text: "the connection was closed before the response was complete" };
const untrusted = {
	text: "the server's certificate is by nobody that Node trusts. Name the file of its authority in NODE_EXTRA_CA_CERTS.",
};
const notTls = { text: "the server does not speak TLS on that port. Is it http:// there?" };

/**
 * Errors whose own text helps nobody, in words; undici's own codes give way to those that everybody knows.
 *
 * None of them says a category, so that all are tried again as the table has it. Even ENOTFOUND: it looks the same
 * whether the host is misspelt or the network is gone for a minute, and the latter must not end a night's run.
 */
const known: Readonly<Record<string, { readonly code?: string; readonly text: string }>> = {
	ECONNREFUSED: { text: "nothing accepts connections there. Is the server running?" },
	ECONNRESET: closedEarly,
	EPIPE: closedEarly,
	UND_ERR_SOCKET: closedEarly,
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: closedEarly,
	UND_ERR_CONNECT_TIMEOUT: { code: "ETIMEDOUT", text: "the server did not accept a connection in time" },
	ENOTFOUND: { text: "the host's name is not known. Is it spelt right, and is there a network?" },
	EAI_AGAIN: { text: "the host's name could not be looked up. Is there a network?" },
	EHOSTUNREACH: { text: "there is no way to the host" },
	ENETUNREACH: { text: "there is no way to the host's network" },
	DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	ERR_SSL_WRONG_VERSION_NUMBER: notTls,
	ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
	UND_ERR_HEADERS_OVERFLOW: { text: "the response's headers are longer than 16 KiB" },
};

/** A request that came to nothing, for whatever reason below HTTP. */
export function connectionError(request: HttpRequest, error: Error): OperationError {
	const found = (error as NodeJS.ErrnoException).code ?? error.name;
	const { code = found, text = error.message } = known[found] ?? {};
	const stop = /[.?]$/.test(text) ? "" : ".";
	return new OperationError(`${requestName(request)} failed (${code}): ${text}${stop}`, {
		name: "ConnectionError",
		code,
		detail: error instanceof AggregateError ? error.errors.join("\n") : String(error),
		cause: error,
	});
}

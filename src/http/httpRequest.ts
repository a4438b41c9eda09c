/** A request for one item. */
export interface HttpRequest {
	readonly method: string;
	readonly url: URL;
	/** Alternating names and values. */
	readonly headers: readonly string[];
	readonly body: string | null;
}

/** `POST https://example.com/posts`, for errors: a query is long, and may contain keys and personal data. */
export function requestName({ method, url }: HttpRequest): string {
	return `${method} ${url.origin}${url.pathname}`;
}

/** For these it matters whether the server takes a retry for a second request (RFC 9110, section 9.2.1). */
const changing: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

export function isChanging({ method }: Pick<HttpRequest, "method">): boolean {
	return changing.has(method);
}

/** Asking again for these has the effect of asking once (RFC 9110, section 9.2.2). */
const idempotent: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** Whether it may be sent twice without harm: by its method, or as the other side can recognize it by its key. */
export function isRepeatable({ method, headers }: Pick<HttpRequest, "method" | "headers">): boolean {
	if (idempotent.has(method)) return true;
	return headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === "idempotency-key");
}

/** What an error says when the server said yes to a request that changes something, and its answer is of no use. */
export const perhapsDone = "It may have been done all the same.";

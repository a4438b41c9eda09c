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

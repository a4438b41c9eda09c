/** A request for one item. */
export interface HttpRequest {
	readonly method: string;
	readonly url: URL;
	/** Names and values by turns. */
	readonly headers: readonly string[];
	readonly body: string | null;
}

/** `POST https://example.com/posts`, for errors: a query is long, and it is where keys and personal data stand. */
export function requestName({ method, url }: HttpRequest): string {
	return `${method} ${url.origin}${url.pathname}`;
}

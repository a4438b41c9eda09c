/** What is wrong with a URL, and what to do about it. */
export interface UrlProblem {
	readonly message: string;
	readonly suggestion: string;
}

/** A URL that a request can be sent to; or why none can. */
export function readUrl(text: string): URL | UrlProblem {
	const url = URL.parse(text);
	if (!url) {
		return {
			message: `${JSON.stringify(text)} is no valid URL.`,
			suggestion: 'Expected one such as "https://example.com/posts".',
		};
	}
	if (url.protocol !== "http:" && url.protocol !== "https:") {
		return {
			message: `The URL begins with "${url.protocol}", which is not supported.`,
			suggestion: "Use http:// or https://.",
		};
	}
	if (url.username !== "" || url.password !== "") {
		return {
			message: "The URL holds a user name or a password.",
			suggestion: 'Send them as the header "authorization".',
		};
	}
	return url;
}

/** Whether nothing that follows can change the host any more. */
export function hostIsComplete(begin: string): boolean {
	return /^\s*https?:\/\/[^/?#\\]+[/?#\\]/i.test(begin);
}

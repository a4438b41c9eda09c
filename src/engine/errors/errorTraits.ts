/** What an error carries that rules and tables go by. */
export interface ErrorTraits {
	/**
	 * From the error itself to its causes; of each, an HTTP status before the client's own code, as it says more:
	 * `404`, `ETIMEDOUT`, `exit:3`.
	 */
	readonly codes: readonly string[];
	/** An SMTP reply, which reads the other way round: 4xx may pass, 5xx is definite (RFC 5321, section 4.2.1). */
	readonly smtpReply: number | undefined;
	readonly names: readonly string[];
	readonly message: string;
}

/** Causes may form a cycle. */
const maxCauses = 5;

/** Whatever was thrown (a string, null, an error of any kind) as an error. */
export function errorOf(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(thrownText(thrown));
}

/**
 * HTTP clients put the status in `status`, `statusCode` or `response`, mail clients the reply in `responseCode`, the
 * system and libraries a code in `code`; and `fetch`, like many wrappers, hides the real error in `cause`.
 */
export function traitsOf(error: Error): ErrorTraits {
	const codes: string[] = [];
	const names: string[] = [];
	let smtpReply: number | undefined;
	for (let at: unknown = error, depth = 0; at instanceof Error && depth < maxCauses; at = at.cause, depth++) {
		const { code, status, statusCode, response, responseCode } = at as unknown as Readonly<Record<string, unknown>>;
		const { status: answered, statusCode: answeredCode } = isObject(response) ? response : {};
		for (const found of [status, statusCode, answered, answeredCode, responseCode, code]) {
			const isCode = typeof found === "string" ? found !== "" : typeof found === "number";
			if (isCode && !codes.includes(String(found))) codes.push(String(found));
		}
		if (smtpReply === undefined && typeof responseCode === "number") smtpReply = responseCode;
		names.push(at.name);
	}
	return { codes, smtpReply, names, message: error.message || error.name };
}

function thrownText(thrown: unknown): string {
	if (typeof thrown === "string" && thrown !== "") return thrown;
	try {
		return `Threw ${JSON.stringify(thrown) ?? String(thrown)} instead of an error.`;
	} catch {
		// A cycle, or a getter that throws: only its type is left to say.
		return `Threw ${typeof thrown} instead of an error.`;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null;
}

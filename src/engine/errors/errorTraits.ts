import { errorFields, thrownText } from "../../base/errorFields.ts";

/** What an error carries that rules and tables go by. */
export interface ErrorTraits {
	/** From the error itself to its causes, see {@link errorFields}. */
	readonly codes: readonly string[];
	/** An SMTP reply, which reads the other way round: 4xx may pass, 5xx is definite (RFC 5321, section 4.2.1). */
	readonly smtpReply: number | undefined;
	/** Whom the error was about: `db.example:5432`. */
	readonly address: string | undefined;
	readonly names: readonly string[];
	readonly message: string;
}

/** Causes may form a cycle, and an AggregateError may have thousands of errors. */
const maxErrors = 8;

/** Whatever was thrown (a string, null, an error of any kind) as an error. */
export function errorOf(thrown: unknown): Error {
	if (thrown instanceof Error) return thrown;
	return new Error(thrownText(thrown), typeof thrown === "object" && thrown !== null ? { cause: thrown } : {});
}

/** `fetch`, like many wrappers, hides the real error in `cause`; where several addresses were tried, it is in `errors`. */
export function traitsOf(error: Error): ErrorTraits {
	const codes = new Set<string>();
	const names: string[] = [];
	let smtpReply: number | undefined;
	let address: string | undefined;
	const found = new Set<object>([error]);
	for (const at of found) {
		const fields = errorFields(at);
		for (const code of fields.codes) codes.add(code);
		smtpReply ??= fields.smtpReply;
		address ??= fields.address;
		const { name, cause, errors } = at as {
			readonly name?: unknown;
			readonly cause?: unknown;
			readonly errors?: unknown;
		};
		if (typeof name === "string") names.push(name);
		for (const inner of [...(Array.isArray(errors) ? errors.slice(0, maxErrors) : []), cause]) {
			if (typeof inner === "object" && inner !== null && found.size < maxErrors) found.add(inner);
		}
	}
	return { codes: [...codes], smtpReply, address, names, message: error.message || error.name };
}

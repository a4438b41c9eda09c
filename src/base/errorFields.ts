/** What an error says in fields beside its message, as the many libraries have them. */
export interface ErrorFields {
	/** An HTTP status before the client's own code, as it says more: `404`, `ETIMEDOUT`, `exit:3`. */
	readonly codes: readonly string[];
	/** An SMTP reply. */
	readonly smtpReply: number | undefined;
	/** Whom it was about: `db.example:5432`. */
	readonly address: string | undefined;
}

/** What node:sqlite has as a number is a name elsewhere. */
const sqliteCodes: Readonly<Record<number, string>> = {
	5: "SQLITE_BUSY",
	6: "SQLITE_LOCKED",
	13: "SQLITE_FULL",
	19: "SQLITE_CONSTRAINT",
};
/** The system's own errors have small negative numbers; those of MySQL begin here. */
const minDatabaseErrno = 1_000;

/**
 * HTTP clients put the status in `status`, `statusCode`, `response`, `res`, `output` or `$metadata`, mail clients the
 * reply in `responseCode`, GraphQL a code in `extensions`, databases a number in `errno`, and all others a `code`.
 */
export function errorFields(error: object): ErrorFields {
	const fields = error as Fields;
	const { code, errno, errcode, status, statusCode, response, res, output, $metadata, extensions, responseCode } =
		fields;
	const found = [
		status,
		statusCode,
		...statusesIn(response),
		...statusesIn(res),
		...statusesIn(output),
		fieldsOf($metadata).httpStatusCode,
		responseCode,
		typeof errcode === "number" ? sqliteCodes[errcode & 0xff] : undefined,
		code,
		fieldsOf(extensions).code,
		typeof errno === "number" && errno >= minDatabaseErrno ? errno : undefined,
	];
	return {
		codes: [...new Set(found.filter(isCode).map(String))],
		smtpReply: typeof responseCode === "number" ? responseCode : undefined,
		address: addressOf(fields),
	};
}

/** In words, what was thrown instead of an error. */
export function thrownText(thrown: unknown): string {
	if (typeof thrown === "string" && thrown !== "") return thrown;
	try {
		const { message, status, statusText } = fieldsOf(thrown);
		if (typeof message === "string" && message !== "") return message;
		if (typeof status === "number") return `Threw an answer: ${status} ${String(statusText ?? "")}`.trimEnd();
		return `Threw ${JSON.stringify(thrown) ?? String(thrown)} instead of an error.`;
	} catch {
		// A cycle, or a getter that throws: only its type is left to say.
		return `Threw ${typeof thrown} instead of an error.`;
	}
}

type Fields = Readonly<Record<string, unknown>>;

function statusesIn(answer: unknown): readonly unknown[] {
	const { status, statusCode } = fieldsOf(answer);
	return [status, statusCode];
}

function addressOf({ hostname, host, address, port }: Fields): string | undefined {
	const name = [hostname, host, address].find((value) => typeof value === "string" && value !== "");
	if (name === undefined) return undefined;
	if (typeof port !== "number" && typeof port !== "string") return String(name);
	return `${String(name).includes(":") ? `[${name}]` : name}:${port}`;
}

function isCode(value: unknown): value is string | number {
	return typeof value === "number" || (typeof value === "string" && value !== "");
}

function fieldsOf(value: unknown): Fields {
	return typeof value === "object" && value !== null ? (value as Fields) : {};
}

import { SettingsError } from "../../base/settingsError.ts";

/** What the server, or the connection, says of an error. */
interface DatabaseError extends Error {
	readonly code?: string;
	/** In the query, from 1, in characters. */
	readonly position?: string;
	readonly detail?: string;
	readonly hint?: string;
}

/** The error at its place in the settings. @param where `shop on db.example:5432` */
export function postgresError(error: DatabaseError, query: string, where: string): SettingsError {
	const { code = "", position, detail, hint, message } = error;
	const at = (path: readonly string[], text: string, suggestion?: string) =>
		new SettingsError(text, { path, suggestion, cause: error });
	switch (code) {
		case "ECONNREFUSED":
			return at(["url"], `Nothing accepts connections to ${where} (${code}).`, "Is PostgreSQL running there?");
		case "ENOTFOUND":
		case "EAI_AGAIN":
			return at(
				["url"],
				`The host of ${where} is not known (${code}).`,
				"Is it spelled right, and is there a network?",
			);
		case "28P01":
		case "28000":
			return at(["url"], `PostgreSQL lets nobody into ${where}: ${message}.`, "Check user and password.");
		case "3D000":
			return at(["url"], `PostgreSQL has no such database: ${message}.`, hint);
		case "25006":
			return at(["query"], `The query would write, and a source only reads: ${message}.`);
		case "08P01":
			return at(["params"], `The values do not fit the query: ${message}.`, 'A value in "params" for each of $1, $2 …');
	}
	if (!/^[0-9A-Z]{5}$/.test(code)) {
		return at(["url"], `The connection to ${where} failed${code ? ` (${code})` : ""}: ${message}.`);
	}
	const suggestion = [detail, hint].filter((said) => said !== undefined).join(" ") || undefined;
	return new SettingsError(`PostgreSQL does not take the query (${code}): ${message}.`, {
		path: ["query"],
		offset: position === undefined ? undefined : offsetOf(query, Number(position)),
		suggestion,
		cause: error,
	});
}

/** PostgreSQL counts an emoji as one character, JavaScript as two. */
function offsetOf(query: string, position: number): number {
	return [...query].slice(0, position - 1).join("").length;
}

/** A string or a number of a JSON text, whose other characters are structure. */
const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/**
 * A JSON text with secrets masked in its strings (names of members, too), and in a number that is one as a whole. Its
 * structure stays as it is, whatever a secret looks like; and a string is masked as its value, not as JSON spells it.
 *
 * @example maskedJson('{"a":["my s3cr3t",17]}', (text) => text.replaceAll("s3cr3t", "***")) // '{"a":["my ***",17]}'
 */
export function maskedJson(json: string, redact: (text: string) => string): string {
	return json.replace(token, (found) => {
		if (!found.startsWith('"')) return redact(found) === "***" ? '"***"' : found;
		const value = JSON.parse(found) as string;
		const masked = redact(value);
		return masked === value ? found : JSON.stringify(masked);
	});
}

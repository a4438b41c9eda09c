/** The body of an answer, as a text that ends with a line end; empty where there is none. */
export function answerText(result: unknown): string {
	const { body } = (result ?? {}) as { readonly body?: unknown };
	if (body === null || body === undefined || body === "") return "";
	const text = typeof body === "string" ? body : JSON.stringify(body);
	return text.endsWith("\n") ? text : `${text}\n`;
}

import type { HttpResponse } from "./httpResponse.ts";

/** The headers of each result's answer, by name in lowercase; several of one name are a list. No part of the result. */
export class AnswerHeaders {
	readonly #kept = new WeakMap<object, HttpResponse["headers"]>();

	keep(result: object, headers: HttpResponse["headers"]): void {
		this.#kept.set(result, headers);
	}

	/** Each part of the answer has its headers. */
	share(answer: object, parts: readonly object[]): void {
		const headers = this.#kept.get(answer);
		if (headers) for (const part of parts) this.#kept.set(part, headers);
	}

	of(result: unknown): HttpResponse["headers"] {
		return (typeof result === "object" && result !== null && this.#kept.get(result)) || {};
	}
}

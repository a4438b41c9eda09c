import type { HttpProxy } from "./proxies.ts";

/** A server's response. */
export interface HttpResponse {
	readonly status: number;
	/** By name in lowercase. */
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly chunks: readonly Buffer[];
	/** The body was longer than what is kept, and the rest was not read. */
	readonly isCut: boolean;
	/** What ended it before its body was complete; undefined for a whole one. */
	readonly brokenBy: Error | undefined;
	/** Undefined where the host was asked directly. */
	readonly proxy: HttpProxy | undefined;
}

/** A header's value; the first, where the server sent it more than once. */
export function headerOf({ headers }: HttpResponse, name: string): string | undefined {
	const value = headers[name];
	return typeof value === "object" ? value[0] : value;
}

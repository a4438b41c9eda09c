/** The work is done, but what the function returned cannot be saved: another attempt would only repeat the work. */
export class UnusableResultError extends Error {
	override readonly name = "UnusableResultError";
}

/** What `context.retryAfter` throws: whom the function works with asks for patience. */
export class RetryAfterError extends Error {
	override readonly name = "RetryAfterError";
	readonly retryAfterMs: number;

	constructor(retryAfterMs: number) {
		super(`The module asks for no more attempts for ${retryAfterMs} ms.`);
		this.retryAfterMs = retryAfterMs;
	}
}

/** @throws always: a {@link RetryAfterError}, or a TypeError where `delayMs` is no time */
export function retryAfter(delayMs: unknown): never {
	if (typeof delayMs === "number" && Number.isFinite(delayMs) && delayMs >= 0) throw new RetryAfterError(delayMs);
	throw new TypeError(`context.retryAfter() got ${String(delayMs)}. It takes a time in ms, such as 5000.`);
}

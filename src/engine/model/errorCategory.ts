/**
 * What an error means for its item: it may pass, so try again; skip the item; a definite answer, which asking again
 * does not change, so fail at once; or stop the run. Graver ones come later.
 */
export const errorCategories = ["retry", "skip", "fail", "fatal"] as const;

export type ErrorCategory = (typeof errorCategories)[number];

/**
 * A job's own rules, which come before the defaults. An entry is an HTTP status (429), an error code (`ETIMEDOUT`),
 * an exit code (`exit:3`), an error name (`ValidationError`), or `/regex/flags` over the message.
 */
export type CategoryRules = Readonly<Record<ErrorCategory, readonly (string | number)[]>>;

export const noRules: CategoryRules = { retry: [], skip: [], fail: [], fatal: [] };

/** What an operation throws when it knows more than a message. */
export class OperationError extends Error {
	override readonly name: string;
	/** An HTTP status, an errno code, `exit:3`. */
	readonly code: string | number | undefined;
	/** Set where only the operation can know: a missing program is fatal, though its code ENOENT is not. */
	readonly category: ErrorCategory | undefined;
	/** A response body, the end of stderr. */
	readonly detail: string | undefined;
	/** Where the detail is too long, its end is what matters, as with what a program has said. */
	readonly detailIsEnd: boolean;
	/** The upstream has throttled the attempt, and asks for no others for that long. */
	readonly retryAfterMs: number | undefined;
	/** The work may have been done all the same: nothing repeats it by itself, not even in smaller batches. */
	readonly mayBeDone: boolean;
	/** What the other side has answered: holds also where the attempt was aborted before the answer was complete. */
	readonly isAnswer: boolean;
	/** The operation leaves the item out on purpose, and this is why: it is skipped, not rejected. */
	readonly isLeftOut: boolean;

	constructor(
		message: string,
		info: {
			readonly name?: string;
			readonly code?: string | number | undefined;
			readonly category?: ErrorCategory | undefined;
			readonly detail?: string | undefined;
			readonly detailIsEnd?: boolean;
			readonly retryAfterMs?: number | undefined;
			readonly mayBeDone?: boolean;
			readonly isAnswer?: boolean;
			readonly isLeftOut?: boolean;
			readonly cause?: unknown;
		} = {},
	) {
		super(message, { cause: info.cause });
		this.name = info.name ?? "OperationError";
		this.code = info.code;
		this.category = info.category;
		this.detail = info.detail;
		this.detailIsEnd = info.detailIsEnd ?? false;
		this.retryAfterMs = info.retryAfterMs;
		this.mayBeDone = info.mayBeDone ?? false;
		this.isAnswer = info.isAnswer ?? false;
		this.isLeftOut = info.isLeftOut ?? false;
	}
}

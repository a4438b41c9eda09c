import { types } from "node:util";
import { OperationError } from "../../engine/model/errorCategory.ts";
import { RetryAfterError, UnusableResultError } from "./moduleErrors.ts";

/**
 * What was thrown, on its way between threads. Structured clone alone would lose an error's code and its own name.
 */
export type Thrown =
	| { readonly is: "value"; readonly value: unknown }
	| {
			readonly is: "error";
			readonly name: string;
			readonly message: string;
			readonly stack: string | undefined;
			/** Whichever of `code`, `status`, `statusCode` and `responseCode` it has; `status` may be that of its `response`. */
			readonly codes: Readonly<Record<string, string | number>>;
			readonly cause: Thrown | undefined;
			/** Set where it is one of ours, which says more to the engine. */
			readonly own: OwnError | undefined;
	  };

/** What our own errors say beyond their message. */
type OwnError = { readonly is: "unusableResult" } | { readonly is: "retryAfter"; readonly delayMs: number };

const codeNames = ["code", "status", "statusCode", "responseCode"] as const;
/** Causes may be circular. */
const maxCauseDepth = 5;

export function packThrown(thrown: unknown, depth = 0): Thrown {
	try {
		// isNativeError recognizes errors of other realms (node:vm) too.
		return thrown instanceof Error || types.isNativeError(thrown) ? packError(thrown, depth) : packValue(thrown);
	} catch (error) {
		// A getter that throws, or a revoked proxy.
		return packValue(`Threw something that cannot be read: ${String(error)}`);
	}
}

export function unpackThrown(thrown: Thrown): unknown {
	if (thrown.is === "value") return thrown.value;
	if (thrown.own) return unpackOwn(thrown.own, thrown);
	const cause = thrown.cause && unpackThrown(thrown.cause);
	const error = new Error(thrown.message, cause === undefined ? {} : { cause });
	Object.defineProperty(error, "name", { value: thrown.name });
	Object.defineProperty(error, "stack", { value: thrown.stack });
	return Object.assign(error, thrown.codes);
}

function unpackOwn(own: OwnError, { name, message, stack }: Omit<Thrown & { is: "error" }, "own">): OperationError {
	if (own.is === "unusableResult") return new OperationError(message, { name, category: "fail" });
	// 429, as every other operation has it: a job's own rules for that status hold here too.
	return new OperationError(message, { name, code: 429, detail: stack, retryAfterMs: own.delayMs });
}

/** One line about it, shown to the user. */
export function thrownMessage(thrown: Thrown): string {
	return thrown.is === "error" ? thrown.message || thrown.name : String(thrown.value);
}

function packError(error: Error, depth: number): Thrown {
	const codes: Record<string, string | number> = {};
	for (const name of codeNames) {
		const code: unknown = (error as unknown as Record<string, unknown>)[name];
		if (typeof code === "string" || typeof code === "number") codes[name] = code;
	}
	const answered = answeredStatus((error as unknown as { readonly response?: unknown }).response);
	if (answered !== undefined) codes.status ??= answered;
	return {
		is: "error",
		name: nameOf(error),
		message: String(error.message),
		stack: typeof error.stack === "string" ? error.stack : undefined,
		codes,
		cause: error.cause === undefined || depth >= maxCauseDepth ? undefined : packThrown(error.cause, depth + 1),
		own: ownError(error),
	};
}

/** Many HTTP clients (axios, got, ky) hang the whole response on their errors. */
function answeredStatus(response: unknown): number | undefined {
	if (typeof response !== "object" || response === null) return undefined;
	const { status, statusCode } = response as { readonly status?: unknown; readonly statusCode?: unknown };
	return [status, statusCode].find((value) => typeof value === "number");
}

function ownError(error: Error): OwnError | undefined {
	if (error instanceof UnusableResultError) return { is: "unusableResult" };
	return error instanceof RetryAfterError ? { is: "retryAfter", delayMs: error.retryAfterMs } : undefined;
}

/** `class ValidationError extends Error {}` keeps the name "Error", though its author expects another. */
function nameOf(error: Error): string {
	const name = String(error.name);
	const className: unknown = error.constructor?.name;
	return name === "Error" && typeof className === "string" && className !== "" ? className : name;
}

function packValue(value: unknown): Thrown {
	if (typeof value === "symbol" || typeof value === "function") return { is: "value", value: String(value) };
	if (typeof value !== "object") return { is: "value", value };
	try {
		return { is: "value", value: structuredClone(value) };
	} catch {
		return { is: "value", value: "Threw an object that cannot leave its thread, instead of an error." };
	}
}

import { types } from "node:util";
import { errorFields, thrownText } from "../../base/errorFields.ts";
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
			/** Whichever of {@link fieldNames} it has; `status` may be that of its `response`. */
			readonly fields: Readonly<Record<string, string | number>>;
			readonly cause: Thrown | undefined;
			/** Of an AggregateError, the first ones. */
			readonly errors: readonly Thrown[];
			/** Set where it is one of ours, which says more to the engine. */
			readonly own: OwnError | undefined;
	  };

/** What our own errors say beyond their message. */
type OwnError = { readonly is: "unusableResult" } | { readonly is: "retryAfter"; readonly delayMs: number };

/** What says what went wrong, and whom it was about. */
const fieldNames = [
	"code",
	"status",
	"statusCode",
	"responseCode",
	"errno",
	"errcode",
	"hostname",
	"host",
	"address",
	"port",
] as const;
const maxErrors = 5;
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
	if (thrown.errors.length > 0) Object.assign(error, { errors: thrown.errors.map(unpackThrown) });
	return Object.assign(error, thrown.fields);
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
	const { cause } = error;
	const { errors } = error as { readonly errors?: unknown };
	const isDeep = depth >= maxCauseDepth;
	return {
		is: "error",
		name: nameOf(error),
		message: String(error.message),
		stack: typeof error.stack === "string" ? error.stack : undefined,
		fields: packFields(error),
		cause: cause === undefined || isDeep ? undefined : packThrown(cause, depth + 1),
		errors:
			Array.isArray(errors) && !isDeep ? errors.slice(0, maxErrors).map((inner) => packThrown(inner, depth + 1)) : [],
		own: ownError(error),
	};
}

function packFields(thrown: object): Readonly<Record<string, string | number>> {
	const fields: Record<string, string | number> = {};
	for (const name of fieldNames) {
		const value: unknown = (thrown as Record<string, unknown>)[name];
		if (typeof value === "string" || typeof value === "number") fields[name] = value;
	}
	// Clients hang the answer on their errors, in a place of their own each: the host looks in few.
	const [status] = errorFields(thrown).codes;
	if (status !== undefined && /^[1-5]\d\d$/.test(status)) fields.status ??= Number(status);
	return fields;
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
	if (typeof value !== "object" || value === null) return { is: "value", value };
	if (errorFields(value).codes.length > 0) return packAnswer(value);
	try {
		return { is: "value", value: structuredClone(value) };
	} catch {
		return { is: "value", value: "Threw an object that cannot leave its thread, instead of an error." };
	}
}

/** An answer, or a plain object with a status or a code, that was thrown instead of an error. */
function packAnswer(value: object): Thrown {
	const name = value.constructor?.name ?? "Object";
	return {
		is: "error",
		name: typeof name === "string" && name !== "Object" ? name : "Error",
		message: thrownText(value),
		stack: undefined,
		fields: packFields(value),
		cause: undefined,
		errors: [],
		own: undefined,
	};
}

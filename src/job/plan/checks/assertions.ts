import { JsonText } from "../../../base/jsonText.ts";
import { parseJson } from "../../../base/parseJson.ts";
import { isPromiseLike } from "../../../base/promiseLike.ts";
import { type ErrorCategory, OperationError } from "../../../engine/model/errorCategory.ts";
import type { Item } from "../../../engine/model/item.ts";
import { resultJson } from "../../../engine/model/outcome.ts";
import type { Attempt, BatchOperation } from "../../../engine/model/ports.ts";
import { perhapsDone } from "../../../http/httpRequest.ts";
import type { PreparedOperation } from "../../../operations/operationKind.ts";
import { type Condition, compileCondition } from "../../../templates/condition.ts";
import { RenderError } from "../../../templates/renderError.ts";
import { type Scope, scopeOf } from "../../../templates/scope.ts";
import { compileTemplate, type Template } from "../../../templates/template.ts";
import type { Variables } from "../../../templates/variables.ts";
import type { JobDefinition } from "../../file/jobSchema.ts";
import type { CheckOptions } from "./checkOptions.ts";
import { conditionText } from "./conditionText.ts";

/** What a condition over a result knows besides the item. */
export const resultNames = ["result", "headers"] as const;

/** A condition that a result must meet, compiled. */
export interface Assertion {
	readonly condition: Condition;
	readonly otherwise: ErrorCategory;
	readonly message: Template | undefined;
}

/** @throws SettingsError at its place in the job */
export function compileAssertions(
	{ assert = [] }: Pick<JobDefinition, "assert">,
	variables: Variables,
): readonly Assertion[] {
	return assert.map((given, at) => {
		const isShort = typeof given === "string";
		const { that, message, else: otherwise = "fail" } = isShort ? { that: given } : given;
		const options = { variables, names: resultNames };
		return {
			condition: compileCondition(that, { ...options, path: isShort ? ["assert", at] : ["assert", at, "that"] }),
			otherwise,
			message:
				message === undefined ? undefined : compileTemplate(message, { ...options, path: ["assert", at, "message"] }),
		};
	});
}

/** The operation, whose results must meet all of the assertions: the first that one does not meet is its error. */
export function withAssertions(
	operation: PreparedOperation,
	assertions: readonly Assertion[],
	{ runId, redact = (text) => text }: Omit<CheckOptions, "variables">,
): PreparedOperation {
	if (assertions.length === 0) return operation;
	const { batch } = operation;

	/** @throws OperationError */
	function checked(item: Item, attempt: Attempt, result: unknown): unknown {
		// The operation leaves the item out.
		if (result === false) return result;
		const scope: Scope & Record<(typeof resultNames)[number], unknown> = {
			...scopeOf(item, { runId, batch: attempt.batch, attempt: attempt.number }),
			result: result instanceof JsonText ? parseJson(result.json) : (result ?? null),
			headers: operation.headersOf?.(result) ?? {},
		};
		for (const [at, assertion] of assertions.entries()) {
			const problem = problemOf(assertion, scope, redact);
			if (problem === undefined) continue;
			throw new OperationError(attempt.isSent ? `${problem} ${perhapsDone}` : problem, {
				name: "AssertionError",
				code: `assert:${at + 1}`,
				category: assertion.otherwise,
				detail: resultJson(result),
			});
		}
		return result;
	}

	const ofBatch: BatchOperation | undefined = batch && {
		waitsForFull: batch.waitsForFull,
		async runBatch(items, attempts, signal) {
			const endings = await batch.runBatch(items, attempts, signal);
			return endings.map((ending, at) => {
				const [item, attempt] = [items[at], attempts[at]];
				if ("error" in ending || !item || !attempt) return ending;
				try {
					return { result: checked(item, attempt, ending.result) };
				} catch (error) {
					return { error };
				}
			});
		},
	};
	return {
		...operation,
		run(item, attempt) {
			const result = operation.run(item, attempt);
			return isPromiseLike(result)
				? result.then((value) => checked(item, attempt, value))
				: checked(item, attempt, result);
		},
		batch: ofBatch,
	};
}

/** Undefined where it holds. */
function problemOf(
	{ condition, message }: Assertion,
	scope: Scope,
	redact: (text: string) => string,
): string | undefined {
	try {
		if (condition.holds(scope)) return undefined;
	} catch (error) {
		if (!(error instanceof RenderError)) throw error;
		return `The assertion ${condition.text} cannot be checked: ${error.message}`;
	}
	const own = message && ownMessage(message, scope);
	const what = `Assertion failed: ${conditionText(condition, scope, redact)}`;
	return own ? `${own} (${what})` : `${what}.`;
}

/** Undefined where the result lacks what it names: then what the assertion says must do. */
function ownMessage(message: Template, scope: Scope): string | undefined {
	try {
		return message.render(scope).trim();
	} catch (error) {
		if (!(error instanceof RenderError)) throw error;
		return undefined;
	}
}

import { z } from "zod";
import { oneKind } from "../../base/oneKind.ts";
import type { ErrorCategory } from "../../engine/model/errorCategory.ts";
import { failedOutcomes } from "../../engine/model/outcome.ts";
import {
	batchFailurePolicies,
	defaultPolicies,
	duplicatePolicies,
	interruptedPolicies,
} from "../../engine/model/policies.ts";
import { operationKinds } from "../../operations/operationKinds.ts";
import { sinkKinds } from "../../sinks/sinkKinds.ts";
import { narrowings } from "../../sources/narrowing/narrowing.ts";
import { sourceKinds } from "../../sources/sourceKinds.ts";
import { alertsSchema } from "./schema/alertsSchema.ts";
import { assertSchema, skipIfSchema } from "./schema/checksSchema.ts";
import { durationSchema } from "./schema/duration.ts";
import { errorRule } from "./schema/errorRule.ts";
import { inputsSchema } from "./schema/inputsSchema.ts";
import { notifySchema } from "./schema/notifySchema.ts";
import { rateLimitSchema } from "./schema/rateLimitSchema.ts";

const { concurrency, retry, checkpointEveryBatches, halt } = defaultPolicies;

/** @param usual the default, only shown: settings and kinds decide which one applies */
function optional<Schema extends z.ZodType>(schema: Schema, description: string, usual?: unknown) {
	return schema.optional().meta(usual === undefined ? { description } : { description, default: usual });
}

const rules = z.array(errorRule);

const output = oneKind(sinkKinds, "Where results go: exactly one kind.", {
	order: optional(
		z.enum(["source", "completion"]),
		"`source`: in the order of the items, written when the run ends. `completion`: as items finish; `jsonl` is then written while the run goes on.",
		"source",
	),
	outcome: optional(
		z.array(z.enum(["succeeded", ...failedOutcomes])).min(1),
		"Only items with one of these outcomes. `skipped` has the rejected ones, too.",
	),
});

/**
 * The job file: the reader accepts what this schema accepts, the editor completes by it, and docs/job-file.md
 * describes it.
 */
export const jobSchema = z
	.strictObject({
		$schema: optional(z.string(), "Where the schema of this file is, for editors."),
		name: optional(
			z.string().regex(/\S/, "expected a name, found nothing but blanks."),
			"The job's name, as runs and reports show it. Default: the file's name.",
		),
		items: oneKind(sourceKinds, "Where the items come from: exactly one kind.", {
			empty: optional(
				z.literal("ok"),
				'`"ok"`: no items is a success. Default: a source that gives none is an error, with status 1.',
			),
			...narrowings,
		}),
		run: oneKind(operationKinds, "What is done with each item: exactly one kind."),
		inputs: optional(
			inputsSchema,
			"What is chosen for each run, by name: `${input:NAME}` stands for it. VS Code asks; the command line takes `--set NAME=VALUE`.",
		),
		skipIf: optional(
			skipIfSchema,
			"Which items are left out on purpose, before any attempt: a condition over the item, or a path at which something exists.",
		),
		assert: optional(
			assertSchema,
			"Conditions that a result must meet for its item to succeed, in order. The first that it does not meet is its error.",
		),
		key: optional(
			z.string().min(1, "expected a template, found an empty string."),
			"A template that gives each item its stable identity, such as `{{ item.slug }}`. Default: the path of a file, the position of anything else.",
		),
		duplicates: optional(
			z.enum(duplicatePolicies),
			"What becomes of an item with the same key as an earlier one: `run` runs it as every other, `skip` leaves it out, `reuse` gives it the outcome and the result of that one, `fail` fails it. Needs `key`.",
			"run",
		),
		batchSize: optional(
			z.union([z.int().min(1).max(1_000_000), z.literal("auto")]),
			'Items that are handed on together; with "auto", as many as run fastest. The default depends on what is run.',
		),
		concurrency: optional(
			z.union([z.int().min(1).max(1_000), z.literal("auto")]),
			'Items (or batches) that are worked on at once, at most; with "auto", as many as the other side handles well.',
			concurrency,
		),
		inOrder: optional(
			z.boolean(),
			"Works on items in the order of their source: none begins before the one ahead is settled, its retries included. With batches, that holds for batches.",
			false,
		),
		rateLimit: optional(
			rateLimitSchema,
			"How many attempts may begin in a second or a minute, over all items and their retries together.",
		),
		retry: optional(
			z.strictObject({
				attempts: optional(
					z.int().min(1).max(1_000),
					"Tries of an item in all, the first included: 1 never tries again.",
					retry.attempts,
				),
				minDelay: optional(durationSchema(0), "Wait before the second try, at most.", "1s"),
				maxDelay: optional(durationSchema(0), "Longest wait between two tries.", "60s"),
				factor: optional(
					z.number().min(1).max(100),
					"How many times longer each wait is than the one before.",
					retry.factor,
				),
				jitter: optional(
					z.boolean(),
					"Waits for a random part of the delay, so that items do not all come back at once.",
					retry.jitter,
				),
			}),
			"How often and when an item is tried again.",
		),
		timeout: optional(
			durationSchema(1),
			"Longest time that one try may take, such as `30s`. The default depends on what is run.",
		),
		errors: optional(
			z.strictObject({
				retry: optional(rules, "Errors after which the item is tried again."),
				skip: optional(rules, "Errors after which the item is left out."),
				fail: optional(rules, "Definite answers: the item fails at once, without a retry."),
				fatal: optional(rules, "Errors that stop the run."),
			} satisfies Record<ErrorCategory, z.ZodType>),
			"What an error means. These rules come before the built-in ones.",
		),
		checkpoint: optional(
			z.strictObject({
				everyBatches: optional(
					z.int().min(1).max(1_000_000),
					"Outcomes are saved after this many batches, and every 100 ms anyway.",
					checkpointEveryBatches,
				),
			}),
			"When outcomes are saved.",
		),
		interrupted: optional(
			z.enum(interruptedPolicies),
			"What becomes of an item that had started when the process died, or whose changing request got no answer: `retry` runs it again, `skip` leaves it out, `ask` leaves it to you.",
			"retry",
		),
		onBatchFailure: optional(
			z.enum(batchFailurePolicies),
			"What becomes of a batch that fails as a whole: `bisect` halves it until the items at fault are found, and tries the others again; `fail` fails all of it, for batches that may have had an effect anyway.",
			"bisect",
		),
		halt: optional(
			z.strictObject({
				failures: optional(z.int().min(1), "Stops the run at this number of failed items."),
				failureRate: optional(
					z.number().gt(0).max(1),
					"Stops the run at this share of failed items (0.5: half of them), once `minItems` have an outcome.",
				),
				rejected: optional(
					z.int().min(1),
					"Stops the run at this number of rejected items (a 404, a `ValidationError`).",
				),
				rejectedRate: optional(
					z.number().gt(0).max(1),
					"Stops the run at this share of rejected items, once `minItems` have an outcome.",
				),
				successes: optional(
					z.int().min(1),
					"Stops the run when so many items have succeeded since it was started or resumed: it has what it was for.",
				),
				duration: optional(
					durationSchema(1),
					"Stops the run when it has been running for so long since it was started or resumed, such as `30m`.",
				),
				now: optional(
					z.boolean(),
					"Ends what is under way at once when the run halts, whatever the reason. Default: it has 5 seconds.",
					false,
				),
				minItems: optional(
					z.int().min(1),
					"Items that need an outcome before `failureRate` and `rejectedRate` count.",
					halt.minItems,
				),
				firstFailures: optional(
					z.int().min(0),
					"Stops a run whose first items all failed or were rejected, at this number; 0: never.",
					halt.firstFailures,
				),
			}),
			"Stops a run that goes wrong, or that has done enough.",
		),
		alerts: optional(alertsSchema, "What you are told about while the run is running, or what pauses or halts it."),
		summarize: optional(
			z.union([
				z.string().min(1, "expected an expression, found an empty string."),
				z.array(z.string().min(1, "expected an expression, found an empty string.")).max(20),
			]),
			"What is counted at the end, over the items that succeeded: `result.label`, or a list. The most frequent values, or minimum, mean, percentiles and maximum of numbers.",
		),
		notify: notifySchema.optional(),
		output: z
			.union([output, z.array(output).min(1, "expected at least one output, found an empty list.")])
			.optional()
			.describe("Where results go besides the run folder, which always has them: one output, or a list of them."),
	})
	.meta({ title: "Batchline job", description: "One operation over many items." });

/** A job that the schema has accepted. */
export type JobDefinition = z.output<typeof jobSchema>;

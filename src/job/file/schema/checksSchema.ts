import { z } from "zod";

const condition = z.string().min(1, "expected a condition, found an empty string.");

const assertionOutcomes = ["fail", "skip", "retry", "fatal"] as const;

/** What a result must be like to count as a success. */
export const assertSchema = z
	.array(
		z.union([
			condition.describe('A condition over `result`, `item` and others: `"result.body.errors == nil"`.'),
			z.strictObject({
				that: condition.describe(
					"A condition as in Liquid, over `result`, `headers`, `item`, `key`, `index` and the like. What does not exist is nil.",
				),
				else: z.enum(assertionOutcomes).optional().meta({
					description:
						"What becomes of an item whose result does not meet it: `fail` fails it, `skip` rejects it, `retry` tries it again, `fatal` ends the run.",
					default: "fail",
				}),
				message: z
					.string()
					.min(1, "expected a template, found an empty string.")
					.optional()
					.describe("A template for the error: `{{ result.body.errors[0].message }}`."),
			}),
		]),
	)
	.min(1, "expected at least one condition, found an empty list.");

/** Which items are left out on purpose. */
export const skipIfSchema = z.union([
	condition.describe("A condition over the item: `\"item.status == 'done'\"`."),
	z.strictObject({
		exists: z
			.string()
			.min(1, "expected a path, found an empty string.")
			.describe("A template for a path, relative to the job file: the item is left out if something is there."),
	}),
]);

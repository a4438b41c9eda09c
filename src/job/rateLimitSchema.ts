import { z } from "zod";

const count = (most: number) => z.number().gt(0).max(most).optional();

/** A rate as a job has it: by the second or by the minute. */
export const rateLimitSchema = z
	.strictObject({
		perSecond: count(10_000).describe("Attempts a second, spread evenly."),
		perMinute: count(600_000).describe("Attempts a minute, spread evenly."),
		burst: z
			.int()
			.min(1)
			.max(10_000)
			.optional()
			.meta({ description: "So many may begin at once after a time without any.", default: 1 }),
	})
	.check(
		z.superRefine(({ perSecond, perMinute }, { addIssue }) => {
			const expected = 'expected "perSecond" or "perMinute"';
			if (perSecond === undefined && perMinute === undefined) {
				addIssue({ code: "custom", message: `${expected}, found neither.` });
			}
			if (perSecond !== undefined && perMinute !== undefined) {
				const message = `${expected}, found both. Remove one of them.`;
				addIssue({ code: "custom", message, path: ["perMinute"], params: { at: "key" } });
			}
		}),
	);

import { z } from "zod";

const count = (max: number) => z.number().gt(0).max(max).optional();

const rate = {
	perSecond: count(10_000).describe("Attempts a second, spread evenly."),
	perMinute: count(600_000).describe("Attempts a minute, spread evenly."),
	burst: z
		.int()
		.min(1)
		.max(10_000)
		.optional()
		.meta({ description: "Attempts that may begin at once after a quiet time.", default: 1 }),
};

/** The rate of a named limit in the settings: per second or per minute. */
export const rateSchema = z.strictObject(rate).check(exactlyOne(["perSecond", "perMinute"]));
export type Rate = z.infer<typeof rateSchema>;

/** A job's `rateLimit`: a rate of its own, or a named limit. */
export const rateLimitSchema = z
	.strictObject({
		...rate,
		limit: z
			.string()
			.min(1)
			.optional()
			.describe("Name of a limit in the setting `batchline.limits`: all runs of the window that name it share it."),
		learn: z.boolean().optional().meta({
			description:
				"Whether a run learns how fast a server may be asked from what it refuses (429). If not, what is refused only waits for its `Retry-After`.",
			default: true,
		}),
	})
	.check(exactlyOne(["perSecond", "perMinute", "limit"], "learn"))
	.check(
		z.superRefine(({ limit, burst }, { addIssue }) => {
			if (limit === undefined || burst === undefined) return;
			const message = 'belongs to the limit itself, in the setting "batchline.limits". Remove it here.';
			addIssue({ code: "custom", message, path: ["burst"], params: { at: "key" } });
		}),
	);

/** @param alone may stand without any of them */
function exactlyOne<const Name extends string>(names: readonly Name[], alone?: Name | "learn") {
	return z.superRefine<{ readonly [Key in Name | "learn"]?: unknown }>((value, { addIssue }) => {
		const given = names.filter((name) => value[name] !== undefined);
		if (given.length === 0 && alone && value[alone] !== undefined) return;
		const quoted = names.map((name) => `"${name}"`);
		const expected = `expected ${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
		if (given.length === 0)
			addIssue({ code: "custom", message: `${expected}, found ${names.length > 2 ? "none" : "neither"}.` });
		const [, second] = given;
		if (second === undefined) return;
		const message = `${expected}, found ${given.length > 2 ? "all" : "both"}. Keep one of them.`;
		addIssue({ code: "custom", message, path: [second], params: { at: "key" } });
	});
}

import { z } from "zod";

const value = z.union([z.string(), z.number(), z.boolean()]);

const namePattern = /^[A-Za-z_][\w-]*$/;

/** What is chosen anew for each run. */
export const inputsSchema = z
	.record(
		z.string(),
		z.strictObject({
			description: z.string().optional().describe("What is asked for, in a few words."),
			default: value.optional().describe("The value where none is given. VS Code offers it."),
			options: z
				.array(value)
				.min(1, "expected at least one value, found an empty list.")
				.optional()
				.describe("The values to choose from."),
		}),
	)
	.superRefine((inputs, { addIssue }) => {
		for (const [name, { default: usual, options }] of Object.entries(inputs)) {
			const fail = (message: string, ...below: readonly string[]) =>
				addIssue({ code: "custom", message, path: [name, ...below] });
			if (!namePattern.test(name)) {
				fail(`expected a name of letters, digits, "-" and "_", found "${name}".`);
			}
			if (usual === undefined) continue;
			if (options && !options.map(String).includes(String(usual))) {
				fail(`expected one of "options", found ${JSON.stringify(usual)}.`, "default");
			}
			if (String(usual).includes("${")) {
				fail("expected a text as it is: a default has no ${…} of its own.", "default");
			}
		}
	});

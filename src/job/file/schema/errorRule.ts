import { z } from "zod";

const status = z
	.int()
	.min(100, 'expected an HTTP status, from 100 to 599. An exit code is written as "exit:3".')
	.max(599, "expected an HTTP status, from 100 to 599.");

const word = z
	.string()
	.min(1, "expected an HTTP status, an error code or name, or a /regular expression/; found an empty string.")
	.superRefine((rule, { addIssue }) => {
		const message = ruleProblem(rule);
		if (message) addIssue({ code: "custom", message });
	});

/** An entry of a job's `errors`, in the form that the engine's `CategoryRules` takes. */
export const errorRule = z
	.union([status, word])
	.describe(
		"An HTTP status (429), an error code (`ETIMEDOUT`), an exit code (`exit:3`), an error's name, or a `/regular expression/i` over the message.",
	);

function ruleProblem(rule: string): string | undefined {
	if (/^exit:/.test(rule) && !/^exit:\d{1,3}$/.test(rule))
		return `expected an exit code such as "exit:3", found "${rule}".`;
	if (!rule.startsWith("/")) return undefined;
	const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(rule) ?? [];
	if (source === undefined)
		return `expected a regular expression between slashes, such as "/timed? out/i", found "${rule}".`;
	try {
		new RegExp(source, flags);
		return undefined;
	} catch (error) {
		return `${(error as Error).message}.`;
	}
}

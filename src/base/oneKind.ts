import { z } from "zod";

/** What sources, operations and sinks have in common for a job. */
interface Kind {
	readonly name: string;
	readonly schema: z.ZodType;
}

/**
 * `{ "csv": … }`: an object that has one of the kinds' names as its only key, with that kind's settings.
 * @param beside optional keys that every kind takes beside its own
 */
export function oneKind<Beside extends z.ZodRawShape = Record<never, z.ZodType>>(
	kinds: readonly Kind[],
	description: string,
	beside: Beside = {} as Beside,
) {
	const names = kinds.map(({ name }) => `"${name}"`).join(", ");
	return z
		.strictObject({ ...Object.fromEntries(kinds.map(({ name, schema }) => [name, schema.optional()])), ...beside })
		.meta({ description, minProperties: 1, maxProperties: 1 + Object.keys(beside).length })
		.check(
			z.superRefine((chosen, { addIssue }) => {
				const [first, ...others] = Object.keys(chosen).filter((key) => !(key in beside));
				// Unknown keys are gone by now: `schemaProblems` drops this problem where there were any.
				if (first === undefined) {
					const isEmpty = Object.keys(chosen).length === 0;
					const message = `expected one of ${names}, found ${isEmpty ? "an empty object" : "none of them"}.`;
					addIssue({ code: "custom", message, params: isEmpty ? { at: "empty" } : {} });
				}
				for (const other of others) {
					const message = `expected only one kind, found "${other}" beside "${first}". Remove one of them.`;
					addIssue({ code: "custom", message, path: [other], params: { at: "key" } });
				}
			}),
		);
}

/** The kind that a job has chosen, with its settings. */
export function chosenKind<K extends Kind>(
	kinds: readonly K[],
	chosen: Readonly<Record<string, unknown>>,
): { readonly kind: K; readonly settings: unknown } {
	for (const kind of kinds) {
		if (chosen[kind.name] !== undefined) return { kind, settings: chosen[kind.name] };
	}
	throw new Error(`No known kind among ${Object.keys(chosen).join(", ")}.`);
}

import fc from "fast-check";

/** How many texts, or lists of them, a test tries. */
export const textRuns = { numRuns: Number(process.env.BATCHLINE_TEXTS ?? 100) };

const digits = (max: number) => fc.stringMatching(new RegExp(`^\\d{1,${max}}$`));
const whole = fc.oneof(fc.constant("0"), fc.stringMatching(/^[1-9]\d{0,2}$/), fc.stringMatching(/^[1-9]\d{12,40}$/));

/** A number in any form that JSON allows. */
export const numberText: fc.Arbitrary<string> = fc
	.tuple(
		fc.constantFrom("", "-"),
		whole,
		fc.option(
			digits(30).map((text) => `.${text}`),
			{ nil: "" },
		),
		fc.option(
			fc.tuple(fc.constantFrom("e", "E", "e+", "E-", "e-"), digits(3)).map((parts) => parts.join("")),
			{
				nil: "",
				freq: 3,
			},
		),
	)
	.map((parts) => parts.join(""));

const blank = fc.constantFrom("", "", "", " ", "\t", " \t ");
const key = fc.oneof(
	fc.constantFrom("a", "id", "__proto__", "constructor", "json", "1", "0"),
	fc.string({ unit: "binary" }),
);

/** A JSON text without newlines: numbers of any length, nesting, the same key twice, any characters. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => {
	const padded = fc.tuple(blank, tie("value"), blank).map((parts) => parts.join(""));
	const member = fc.tuple(key, padded).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
	return {
		value: fc.oneof(
			{ maxDepth: 4, withCrossShrink: true },
			numberText,
			fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
			fc.constantFrom("true", "false", "null"),
			fc.array(padded, { maxLength: 5 }).map((values) => `[${values.join(",")}]`),
			fc.array(member, { maxLength: 5 }).map((members) => `{${members.join(",")}}`),
		),
	};
}).value;

/** The text as `JSON.stringify` writes its value, but with every number as it stands in the text. */
export function canonical(text: string): string {
	// Numbers become strings that no other string of the text is: marked with a character that JSON always escapes.
	const outsideStrings = /("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)/g;
	const marked = text.replace(outsideStrings, (found, string) => (string ? found : `"\\u0001${found}\\u0001"`));
	return JSON.stringify(JSON.parse(marked)).replace(/"\\u0001([-\d.eE+]+)\\u0001"/g, "$1");
}

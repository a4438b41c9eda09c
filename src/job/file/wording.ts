import { ExactNumber } from "../../base/exactNumber.ts";

/** `a, b or c` */
export function listed(words: readonly string[], conjunction: "and" | "or"): string {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** What was found in a job, in a few words: `the string "4"`, `a list`. */
export function foundWording(value: unknown): string {
	if (value === undefined) return "nothing";
	if (value instanceof ExactNumber) return value.text.length > 60 ? `${value.text.slice(0, 60)}…` : value.text;
	if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
	if (typeof value === "object" && value !== null) return "an object";
	const json = JSON.stringify(value);
	const short = json.length > 60 ? `${json.slice(0, 60)}…` : json;
	return typeof value === "string" ? `the string ${short}` : short;
}

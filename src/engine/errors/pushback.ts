import type { Failure } from "../model/outcome.ts";

/** Statuses of RFC 9110 and RFC 6585 with which a server (or the proxy before it) says that it has too much to do. */
const busyCodes: ReadonlySet<string | undefined> = new Set(["408", "429", "503", "504", "ETIMEDOUT"]);

/** Whether the other side has asked for less, in words or by not answering in time. */
export function isPushback({ category, code, name }: Pick<Failure, "category" | "code" | "name">): boolean {
	return category === "retry" && (busyCodes.has(code) || name === "TimeoutError");
}

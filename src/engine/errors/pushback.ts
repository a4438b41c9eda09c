import type { Failure } from "../model/outcome.ts";
import { meaningOf } from "./codeMeaning.ts";

/** Whether the upstream has asked for less, in words or by not answering in time. */
export function isPushback({ category, code, name }: Pick<Failure, "category" | "code" | "name">): boolean {
	return category === "retry" && (meaningOf(code).isOverload === true || name === "TimeoutError");
}

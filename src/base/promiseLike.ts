/** True for every thenable, as `await` sees it: promises of other realms and libraries count too. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
	return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

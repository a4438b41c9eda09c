/** The action needs a trusted workspace. */
export class RestrictedError extends Error {
	override readonly name = "RestrictedError";
}

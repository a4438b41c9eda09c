/** Something that is not done before the workspace is trusted. */
export class RestrictedError extends Error {
	override readonly name = "RestrictedError";
}

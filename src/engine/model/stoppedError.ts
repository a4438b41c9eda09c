/** Reason of an abort because the run ends: the attempt leaves no outcome. */
export class StoppedError extends Error {
	override readonly name = "StoppedError";
}

/** Items that were to be tried again have been settled by earlier retries: no mistake, and no work either. */
export class NothingLeftError extends Error {
	override readonly name = "NothingLeftError";
	/** Whether rejected items are left, which nobody has asked for. */
	readonly leavesRejected: boolean;

	constructor(message: string, leavesRejected: boolean) {
		super(message);
		this.leavesRejected = leavesRejected;
	}
}

/** The process that runs a run. */
export interface Holder {
	readonly pid: number;
	readonly host: string;
}

/** Another process, or another store in this one, is running the run. */
export class RunBusyError extends Error {
	override readonly name = "RunBusyError";
	readonly folder: string;
	/** Undefined where it is unknown. */
	readonly holder: Holder | undefined;

	constructor(folder: string, holder: Holder | undefined) {
		const who = holder ? `process ${holder.pid} on ${holder.host}` : "another process";
		super(`${folder} is being run by ${who}. It can be watched, but a run has one runner at a time.`);
		this.folder = folder;
		this.holder = holder;
	}
}

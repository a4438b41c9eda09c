/** The result of one run of a variant. */
export interface Measured {
	/** What the row measures, in its unit. */
	readonly value: number;
	/** Most memory that the process held, bytes; undefined where that means nothing. */
	readonly peakBytes?: number | undefined;
	/** Processor time of all threads of the process, ms: other work on the machine changes it little. */
	readonly cpuMs?: number | undefined;
}

/** What one run of a variant came to. */
export interface Measured {
	/** What the row is about, in its unit. */
	readonly value: number;
	/** Most memory that the process held, bytes; undefined where that says nothing. */
	readonly peakBytes?: number | undefined;
	/** Time that all threads of the process computed, ms: what others do on the machine changes it little. */
	readonly cpuMs?: number | undefined;
}

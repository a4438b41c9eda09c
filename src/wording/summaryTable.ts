/** One table of what a job has counted, for whoever shows it. */
export interface SummaryTable {
	readonly title: string;
	/** A value and how many items have it; or the name of a measure and the measure. */
	readonly rows: readonly (readonly [name: string, count: string])[];
	/** What the rows leave out. */
	readonly more?: string | undefined;
}

/** Whoever an attempt went to was not there. */
export interface Outage {
	/** Whom it went to, where the error says that: `db.example:5432`. */
	readonly address: string | undefined;
	/** No connection came about, so that nothing can have been done. */
	readonly isUnread: boolean;
	/** All that is known is that the attempt took longer than the job allows. */
	readonly isTimeLimit: boolean;
}

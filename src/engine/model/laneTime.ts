/** What lanes spend their time on, as shares of it that add up to 1. */
export interface LaneTime {
	/** On attempts under way. */
	readonly working: number;
	/** Waiting for a permit of the rate limit. */
	readonly rateLimit: number;
	/** Without an item, as an upstream takes none at the moment, or only some. */
	readonly upstream: number;
	/** Without an item, as those that are left wait for their next attempt. */
	readonly retries: number;
	/** Without an item for any other reason: the source, the disk, the engine itself. */
	readonly idle: number;
}

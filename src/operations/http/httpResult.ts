/** What an item has as its result. */
export interface HttpResult {
	readonly status: number;
	readonly body: unknown;
	/** Where the server says that the new resource is; left out where it says nothing. */
	readonly location?: string;
}
